// Ours against npm @marcbachmann/cel-js and @bufbuild/cel: the same ten conditions and data, in one run.
//
//   node bench/rules/compare/compare.mjs BENCH_RULES_BINARY [FOLDER_OF_NODE_MODULES]
//
// Times are CPU nanoseconds of one evaluation of a compiled condition; the least of several rounds, with the
// contestants taking turns. Every answer is checked inside the loop.
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const binary = process.argv[2];
const modules = resolve(process.argv[3] ?? 'build/compare');
if (!binary) {
  console.error('usage: node compare.mjs BENCH_RULES_BINARY [FOLDER_OF_NODE_MODULES]');
  process.exit(2);
}
const {conditions, now, ...data} = JSON.parse(readFileSync(join(here, '../conditions.json'), 'utf8'));
const rounds = Number(process.env.ROUNDS ?? 3);

async function load(name) {
  const require = createRequire(join(modules, 'package.json'));
  const folder = join(modules, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  let entry;
  try {
    entry = require.resolve(name);
  } catch {
    const main = manifest.exports?.['.'] ?? manifest.exports ?? manifest.main;
    entry = join(folder, typeof main === 'string' ? main : main.import?.default ?? main.import ?? main.default);
  }
  return {api: await import(pathToFileURL(entry).href), version: manifest.version};
}

// name -> (expression) => () => boolean
async function contestants() {
  const first = await load('@marcbachmann/cel-js');
  const environment = new first.api.Environment();
  for (const name of Object.keys(data)) environment.registerVariable(name, 'dyn');
  const second = await load('@bufbuild/cel');
  const celEnvironment = second.api.celEnv();
  return [
    [`cel-js ${first.version}`, (text) => {
      const compiled = environment.parse(text);
      return () => compiled(data);
    }],
    [`@bufbuild/cel ${second.version}`, (text) => {
      const planned = second.api.plan(celEnvironment, second.api.parse(text));
      return () => planned(data);
    }],
  ];
}

function measure(run, holds, text, iterations) {
  const before = process.cpuUsage();
  for (let i = 0; i < iterations; ++i) {
    if (run() !== holds) throw new Error(`wrong answer: ${text}`);
  }
  const used = process.cpuUsage(before);
  return (used.user + used.system) * 1000 / iterations;
}

function ours(name) {
  const out = execFileSync(binary, [`--benchmark_filter=^decide/${name}$`, '--benchmark_format=json',
    '--benchmark_min_time=0.05'], {stdio: ['ignore', 'pipe', 'ignore']});
  return JSON.parse(out).benchmarks[0].cpu_time;
}

const peers = await contestants();
const table = [];
for (const {name, expression, holds} of conditions) {
  const best = [Infinity, ...peers.map(() => Infinity)];
  const runs = peers.map(([, compile]) => compile(expression));
  for (const run of runs) measure(run, holds, expression, 20_000);  // let the JIT settle
  for (let round = 0; round < rounds; ++round) {
    best[0] = Math.min(best[0], ours(name));
    runs.forEach((run, i) => { best[i + 1] = Math.min(best[i + 1], measure(run, holds, expression, 20_000)); });
  }
  table.push({name, best});
}

const pad = (text, width) => String(text).padStart(width);
console.log(`${'condition'.padEnd(14)}${pad('ours ns', 10)}${peers.map(([n]) => pad(n + ' ns', 26)).join('')}${pad('fastest / ours', 16)}`);
let logs = 0;
for (const {name, best} of table) {
  const ratio = Math.min(...best.slice(1)) / best[0];
  logs += Math.log(ratio);
  console.log(`${name.padEnd(14)}${pad(best[0].toFixed(1), 10)}${best.slice(1).map((t) => pad(t.toFixed(1), 26)).join('')}${pad(ratio.toFixed(1) + 'x', 16)}`);
}
console.log(`${'geometric mean'.padEnd(14 + 10 + 26 * peers.length)}${pad(Math.exp(logs / table.length).toFixed(1) + 'x', 16)}`);
