/** Runs inside VS Code, in the Node host and in the web worker host, against the installed extension. */
import './suites/activation.ts';
import './suites/lenses.ts';
import './suites/settings.ts';
import './suites/factors.ts';
import './suites/editing.ts';
import './suites/report.ts';
import './suites/recovery.ts';
import './suites/environment.ts';
import './suites/notebook.ts';
import './suites/scripts.ts';
import './suites/torchvision.ts';
