/** Runs inside VS Code, in the Node host and in the web worker host, against the installed extension. */
import './suites/activation.ts';
