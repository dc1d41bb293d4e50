// Ours against npm liquidjs: the same templates and data, in one run.
//
//   node bench/channels/compare_liquid.mjs BENCH_CHANNELS_BINARY [FOLDER_OF_NODE_MODULES]
//
// Times are CPU nanoseconds of rendering a parsed template, and of parsing it; the least of several rounds, with the
// contestants taking turns. The outputs must be the same, or it stops.
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const binary = process.argv[2];
const modules = resolve(process.argv[3] ?? 'build/compare');
if (!binary) {
  console.error('usage: node compare_liquid.mjs BENCH_CHANNELS_BINARY [FOLDER_OF_NODE_MODULES]');
  process.exit(2);
}
const {cases, data} = JSON.parse(readFileSync(join(here, 'liquid_cases.json'), 'utf8'));
const rounds = Number(process.env.ROUNDS ?? 3);
const require = createRequire(join(modules, 'package.json'));
const {Liquid} = require('liquidjs');
const {version} = JSON.parse(readFileSync(join(modules, 'node_modules/liquidjs/package.json'), 'utf8'));
const engine = new Liquid();

const outputs = JSON.parse(execFileSync(binary, {env: {...process.env, LIQUID_OUTPUTS: '1'}}));
for (const {name, template} of cases) {
  const theirs = engine.parseAndRenderSync(template, data);
  if (theirs !== outputs[name]) {
    console.error(`${name}: the outputs differ\n  ours   ${JSON.stringify(outputs[name])}\n  theirs ${JSON.stringify(theirs)}`);
    process.exit(1);
  }
}

function ours(what, name) {
  const out = execFileSync(binary, [`--benchmark_filter=^liquid/${what}/${name}$`, '--benchmark_format=json',
    '--benchmark_min_time=0.1'], {stdio: ['ignore', 'pipe', 'ignore']});
  return JSON.parse(out).benchmarks[0].cpu_time;
}

function measure(run, iterations) {
  const before = process.cpuUsage();
  for (let i = 0; i < iterations; ++i) run();
  const used = process.cpuUsage(before);
  return (used.user + used.system) * 1000 / iterations;
}

const pad = (text, width) => String(text).padStart(width);
console.log(`${''.padEnd(12)}${pad('render ns', 12)}${pad(`liquidjs ${version}`, 18)}${pad('ratio', 9)}${pad('parse ns', 12)}${pad('liquidjs', 12)}${pad('ratio', 9)}`);
const logs = [0, 0];
for (const {name, template} of cases) {
  const parsed = engine.parse(template);
  const iterations = name.startsWith('loop') ? 300 : 5000;
  const render = () => engine.renderSync(parsed, data), parse = () => engine.parse(template);
  measure(render, iterations);
  measure(parse, iterations);  // let the JIT settle
  const best = [Infinity, Infinity, Infinity, Infinity];
  for (let round = 0; round < rounds; ++round) {
    [ours('render', name), measure(render, iterations), ours('parse', name), measure(parse, iterations)]
      .forEach((t, i) => { best[i] = Math.min(best[i], t); });
  }
  const ratios = [best[1] / best[0], best[3] / best[2]];
  ratios.forEach((r, i) => { logs[i] += Math.log(r); });
  console.log(`${name.padEnd(12)}${pad(best[0].toFixed(0), 12)}${pad(best[1].toFixed(0), 18)}${pad(ratios[0].toFixed(1) + 'x', 9)}${pad(best[2].toFixed(0), 12)}${pad(best[3].toFixed(0), 12)}${pad(ratios[1].toFixed(1) + 'x', 9)}`);
}
const mean = (i) => Math.exp(logs[i] / cases.length).toFixed(1) + 'x';
console.log(`${'geometric mean'.padEnd(42)}${pad(mean(0), 9)}${pad('', 24)}${pad(mean(1), 9)}`);
