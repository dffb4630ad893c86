import { parseArgs } from 'node:util';
import { CommandError, toSeconds } from '../say.mjs';
import { noTests, sum } from './reports.mjs';

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {{ step: Step, ms: number, result: import('./steps.mjs').StepResult }} Ran */

/** Named again at the end, where whoever reads the last lines only sees them. */
const failuresShown = 20;

/** @param {string} line */
const print = (line) => void process.stdout.write(`${line}\n`);

/**
 * Runs the steps stage by stage, says what each took, and ends with one line: `N passed, N failed`.
 * @param {Step[]} steps
 * @param {string[]} argv
 * @returns {Promise<number>} 0 only when everything that was asked for ran and passed
 */
export async function runSuite(steps, argv) {
  const { chosen, extra } = choose(steps, argv);
  /** @type {Ran[]} */
  const ran = [];
  for (const step of chosen) {
    if (ran.some((before) => !before.result.ok && before.step.stage !== step.stage)) break;
    // What a failed step was to prepare cannot be used by the next one of its stage.
    if (step.needs?.some((name) => ran.some((before) => before.step.name === name && !before.result.ok))) continue;
    ran.push(await runStep(step, step === chosen.at(-1) ? extra : []));
  }
  return summarise(chosen, ran);
}

/** @param {Step[]} steps @param {string[]} argv */
function choose(steps, argv) {
  const { values, positionals } = parseArgs({
    args: argv,
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.only === undefined) {
    if (positionals.length > 0) throw new CommandError('Arguments for a tool need --only <step>.');
    return { chosen: steps, extra: [] };
  }
  const only = steps.find((step) => step.name === values.only);
  if (only === undefined) {
    throw new CommandError(`--only ${values.only}: there is ${steps.map((step) => step.name).join(', ')}.`);
  }
  return { chosen: [...steps.filter((step) => only.needs?.includes(step.name)), only], extra: positionals };
}

/** @param {Step} step @param {string[]} extra @returns {Promise<Ran>} */
async function runStep(step, extra) {
  print(`> ${step.name}`);
  const startedMs = Date.now();
  const result = await step.run(extra).catch((/** @type {unknown} */ error) => ({ ok: false, output: toText(error) }));
  const ms = Date.now() - startedMs;
  if (!result.ok && result.output) print(result.output.trimEnd());
  print(`  ${step.name} ${result.ok ? 'ok' : 'FAILED'} (${toSeconds(ms)})`);
  return { step, ms, result };
}

/** @param {Step[]} chosen @param {Ran[]} ran */
function summarise(chosen, ran) {
  const tests = sum(ran.map(({ result }) => result.counts ?? noTests));
  // A step that failed without a failing test (a type error, a crash of the runner) is a failure too.
  const failedSteps = ran.filter(({ result }) => !result.ok && (result.counts?.failed ?? 0) === 0).length;
  const failed = tests.failed + failedSteps;
  print('');
  for (const step of chosen) print(`  ${step.name.padEnd(10)} ${describe(ran.find((one) => one.step === step))}`);
  if (tests.skipped > 0) print(`  ${tests.skipped} tests skipped`);
  const failures = ran.flatMap(({ result }) => result.failures ?? []);
  if (failures.length > 0) print('');
  for (const line of failures.slice(0, failuresShown)) print(`  ${line}`);
  if (failures.length > failuresShown) print(`  and ${failures.length - failuresShown} more`);
  print('');
  print(`${tests.passed} passed, ${failed} failed`);
  return failed === 0 && ran.length === chosen.length ? 0 : 1;
}

/** @param {Ran | undefined} ran */
function describe(ran) {
  if (ran === undefined) return 'not run';
  const { counts, ok, skipped } = ran.result;
  if (skipped !== undefined) return `skipped: ${skipped}`;
  const tests = counts === undefined ? '' : `, ${counts.passed} passed, ${counts.failed} failed`;
  return `${ok ? 'ok' : 'FAILED'} (${toSeconds(ran.ms)}${tests})`;
}

/** @param {unknown} error */
const toText = (error) =>
  error instanceof CommandError
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
