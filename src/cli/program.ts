/** The commands and their flags. */
import { Command, CommanderError, Option } from 'commander';
import { catalogVersion } from '../catalog/version.ts';
import type { Analyser } from '../footprint/analyser.ts';
import { SCHEMA_VERSION } from '../footprint/schema.ts';
import { deviceChoices, regionChoices, type Choice } from '../report/choices.ts';
import { MEASURED_STAGES } from '../config/measuredFile.ts';
import { calibrate, removeCalibration } from './calibrate.ts';
import { environmentOf } from './environment.ts';
import { estimate } from './estimate.ts';
import { explain } from './explain.ts';
import { FIGURE_FLAGS, overridesOf } from './flags.ts';
import { init } from './init.ts';
import { answerRequests } from './requests.ts';
import { FRAMEWORKS, unsupportedText } from './unsupported.ts';
import { UsageError, type ExitCode, type Terminal } from './usage.ts';

/**
 * Runs one command line; never throws, and says what went wrong on the terminal.
 * @param threadProgram that further threads of the process run; null: there are none
 */
export async function runCli(
  argv: readonly string[],
  terminal: Terminal,
  analyser: () => Promise<Analyser>,
  version = 'of the source tree',
  threadProgram: string | null = null,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = createProgram(terminal, analyser, (exit) => (code = exit), version, threadProgram);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      terminal.err(`wattlens: ${error.message}\n`);
      return 2;
    }
    terminal.err(`wattlens: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
}

function createProgram(
  terminal: Terminal,
  analyser: () => Promise<Analyser>,
  exit: (code: ExitCode) => void,
  version: string,
  threadProgram: string | null,
): Command {
  const program = new Command('wattlens')
    .description('Energy and carbon of neural networks, from their source code, before anything runs')
    .version(`wattlens ${version}\ncatalogue ${catalogVersion}\nfootprint schema ${SCHEMA_VERSION}`)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
    })
    .showHelpAfterError('(wattlens --help says more)');
  const estimating = program
    .command('estimate')
    .description('the energy of one inference, of the training and of the search, for each model')
    .argument('[paths...]', 'Python files, notebooks, scripts of TensorFlow.js or folders')
    .option('--expr <CODE>', "an expression in the file's scope that makes the model: 'resnet50()'")
    .option('--module <NAME>', 'an installed module instead of a file: torchvision.models')
    .addOption(new Option('--format <FORMAT>', 'of the output').choices(['table', 'json']).default('table'))
    .option('--requests <FILE>', 'answer many requests, one JSON object a line')
    .option('--threads <N>', 'that answer requests at once, each with a memory of its own; 1 where left out')
    .option(...PYTHON_FLAG);
  withFigureFlags(estimating).action(async (paths: string[], flags: Flags) => {
    const options = {
      searchPath: flags.searchPath ?? [],
      environment: await environmentOf(flags.python ?? null, terminal.variables, terminal.cwd),
      overrides: overridesOf(figureValues(flags)),
    };
    if (typeof flags.requests === 'string') {
      if (paths.length > 0) throw new UsageError('give either paths or --requests, not both');
      const threads = numberFlag('threads', flags['threads']);
      const asked = { file: flags.requests, ...options, threads: threads ?? 1 };
      exit(await answerRequests(asked, analyser, terminal, threadProgram));
      return;
    }
    const { expr = null, module = null } = flags;
    const format = flags.format === 'json' ? 'json' : 'table';
    exit(await estimate({ paths, expr, module, format, ...options }, await analyser(), terminal));
  });
  const explaining = program
    .command('explain')
    .description('every unknown and every assumption behind the figures of a file')
    .argument('<file>', 'a Python file or notebook')
    .option('--expr <CODE>', "an expression in the file's scope that makes the model")
    .option(...PYTHON_FLAG);
  withFigureFlags(explaining).action(async (file: string, flags: Flags) => {
    const overrides = overridesOf(figureValues(flags));
    const { expr = null, searchPath = [] } = flags;
    const environment = await environmentOf(flags.python ?? null, terminal.variables, terminal.cwd);
    exit(await explain({ file, expr, searchPath, environment, overrides }, await analyser(), terminal));
  });
  const initialising = program
    .command('init')
    .description(
      'writes a wattlens.toml of comments, with what is found of each model; there must be none yet',
    )
    .argument(
      '[paths...]',
      'Python files, notebooks, scripts of TensorFlow.js or folders; this folder where left out',
    )
    .option(...PYTHON_FLAG);
  withFigureFlags(initialising).action(async (paths: string[], flags: Flags) => {
    const overrides = overridesOf(figureValues(flags));
    const { searchPath = [] } = flags;
    const environment = await environmentOf(flags.python ?? null, terminal.variables, terminal.cwd);
    exit(await init({ paths, searchPath, environment, overrides }, await analyser(), terminal));
  });
  const calibrating = program
    .command('calibrate')
    .description(
      'corrects the figures on a machine by a run of your own: a log of CodeCarbon or carbontracker, or JSON',
    )
    .argument('[log]', 'emissions.csv, the output of carbontracker, or {"energy": joules, "samples": count}')
    .argument('[paths...]', 'the file with the model, or folders to look for it in')
    .option('--model <NAME>', 'the model that ran')
    .addOption(new Option('--stage <STAGE>', 'what of it ran').choices(MEASURED_STAGES))
    .option('--run-samples <N>', 'inferences of the run, or samples that its training drew')
    .option('--log-pue <N>', 'PUE that the energies of the log include')
    .option('--remove', 'forget what was measured: everything, or what was on --device')
    .option(...PYTHON_FLAG);
  withFigureFlags(calibrating).action(async (log: string | undefined, paths: string[], flags: Flags) => {
    const overrides = overridesOf(figureValues(flags));
    if (flags['remove'] === true) {
      exit(removeCalibration(log ?? '.', overrides.device?.value ?? null, terminal));
      return;
    }
    if (log === undefined) throw new UsageError('nothing to calibrate with: give a log, or --remove');
    const options = {
      log,
      paths,
      model: typeof flags['model'] === 'string' ? flags['model'] : null,
      stage: MEASURED_STAGES.find((stage) => stage === flags['stage']) ?? null,
      samples: numberFlag('run-samples', flags['runSamples']),
      logPue: numberFlag('log-pue', flags['logPue']),
      searchPath: flags.searchPath ?? [],
      environment: await environmentOf(flags.python ?? null, terminal.variables, terminal.cwd),
      overrides,
    };
    exit(await calibrate(options, await analyser(), terminal));
  });
  list(program, 'devices', 'every device of the catalogue', deviceChoices, terminal);
  list(program, 'regions', 'every region of the catalogue', regionChoices, terminal);
  program
    .command('unsupported')
    .description('every public name of PyTorch and Keras that is not modelled: what uses one is partial')
    .addOption(new Option('--framework <NAME>', 'of one framework only').choices(FRAMEWORKS))
    .option('--json', 'by framework and namespace')
    .action(({ framework, json }: { framework?: string; json?: boolean }) => {
      const chosen = FRAMEWORKS.filter((name) => framework === undefined || name === framework);
      terminal.out(unsupportedText(chosen, json === true));
    });
  return program;
}

/** Throws `UsageError`. */
function numberFlag(name: string, value: unknown): number | null {
  if (value === undefined) return null;
  const number = Number(value);
  if (!Number.isFinite(number) || number < 1) {
    throw new UsageError(`--${name}: must be a number of at least 1`);
  }
  return number;
}

const PYTHON_FLAG = [
  '--python <PATH>',
  'interpreter or environment whose packages are read, never run; else VIRTUAL_ENV, CONDA_PREFIX, .venv',
] as const;

/** As commander hands them over: names in camel case. */
interface Flags {
  readonly expr?: string;
  readonly module?: string;
  readonly format?: string;
  readonly requests?: string;
  readonly input?: string[];
  readonly searchPath?: string[];
  readonly python?: string;
  readonly [flag: string]: unknown;
}

function withFigureFlags(command: Command): Command {
  command.addOption(
    new Option(
      '--input <SPEC>',
      'an input of the model: 1x3x224x224, 1x128:int64, name=…, [3x480x640,…]',
    ).argParser(collect),
  );
  for (const { name, argument, help, value } of FIGURE_FLAGS) {
    const option = new Option(`--${name} <${argument}>`, help);
    command.addOption(
      value.kind === 'choice' ? option.choices(value.values.map((choice) => choice.value)) : option,
    );
  }
  return command.addOption(
    new Option('--search-path <DIR>', 'a folder to search for imports; may be repeated').argParser(collect),
  );
}

function collect(value: string, before: string[] | undefined): string[] {
  return [...(before ?? []), value];
}

function figureValues(flags: Flags): (readonly [string, unknown])[] {
  const camel = (name: string): string => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return [...FIGURE_FLAGS.map(({ name }) => name), 'input'].flatMap((name) => {
    const value = flags[camel(name)];
    return value === undefined ? [] : [[name, value] as const];
  });
}

function list(
  program: Command,
  name: string,
  description: string,
  choices: () => readonly Choice[],
  terminal: Terminal,
): void {
  program
    .command(name)
    .description(description)
    .action(() => {
      const all = choices();
      const width = Math.max(...all.map(({ id }) => id.length));
      for (const { id, name: full, detail } of all) {
        terminal.out(`${id.padEnd(width)}  ${full} (${detail})\n`);
      }
    });
}
