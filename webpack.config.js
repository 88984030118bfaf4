import { createRequire } from 'node:module';
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { notices } from './licences/notices.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const here = (...parts) => path.join(root, ...parts);
const runtime = path.dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const version = (file) => JSON.parse(readFileSync(file, 'utf8')).version;
const ORT_VERSION = version(path.join(runtime, '..', 'package.json'));

/** The two builds of onnxruntime-web that a worker may load: WebGPU with wasm inside, and wasm alone at half the size. */
const RUNTIME_FILES = [
  'ort.webgpu.min.mjs',
  'ort-wasm-simd-threaded.asyncify.mjs',
  'ort-wasm-simd-threaded.asyncify.wasm',
  'ort.wasm.min.mjs',
  'ort-wasm-simd-threaded.mjs',
  'ort-wasm-simd-threaded.wasm',
];

/** Copies files unchanged: the runtime must find its own parts by name, and a model is verified by its bytes. */
class CopyFiles {
  constructor(files) {
    this.files = files;
  }

  apply(compiler) {
    const { RawSource } = compiler.webpack.sources;
    compiler.hooks.thisCompilation.tap('CopyFiles', (compilation) => {
      const stage = webpack.Compilation.PROCESS_ASSETS_STAGE_ADDITIONAL;
      compilation.hooks.processAssets.tap({ name: 'CopyFiles', stage }, () => {
        for (const [from, to] of this.files) compilation.emitAsset(to, new RawSource(readFileSync(from)), { minimized: true });
      });
    });
  }
}

/** Models with measured figures; one without is for tests alone. */
const isShipped = (name) => {
  const manifest = here('models', name, 'manifest.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).metrics?.length > 0;
};
const models = readdirSync(here('models'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && isShipped(entry.name))
  .flatMap(({ name }) => readdirSync(here('models', name)).map((file) => [here('models', name, file), `models/${name}/${file}`]));

const LICENCE = [here('LICENSE'), 'LICENSE'];

const common = (mode) => ({
  mode,
  devtool: mode === 'development' ? 'source-map' : false,
  context: root,
  resolve: { extensions: ['.tsx', '.ts', '.js'] },
  module: {
    rules: [{ test: /\.tsx?$/, loader: 'esbuild-loader', options: { target: 'es2022', jsx: 'transform' } }],
    // Addresses are found at run time, relative to the bundle wherever it is served.
    parser: { javascript: { importMeta: false, url: false, worker: false } },
  },
  performance: { hints: false },
  stats: 'errors-warnings',
});

const define = (more = {}) =>
  new webpack.DefinePlugin({
    ORT_VERSION: JSON.stringify(ORT_VERSION),
    WORKBENCH_VERSION: JSON.stringify(version(here('package.json'))),
    'process.env.NODE_ENV': JSON.stringify('production'),
    ...more,
  });

/** The product: a pair of native ES modules with .js names, which is what OHIF 3.11 to 3.13 can load at run time. */
const modules = (mode) => ({
  ...common(mode),
  name: 'esm',
  target: ['web', 'es2022'],
  entry: {
    extension: './extension/index.ts',
    mode: './modes/diffusion/index.ts',
    'diffusion.worker': './extension/worker/diffusion.worker.ts',
  },
  experiments: { outputModule: true },
  output: {
    path: here('dist/esm'),
    filename: '[name].js',
    chunkFilename: 'chunk.[contenthash:8].js',
    module: true,
    library: { type: 'module' },
    chunkFormat: 'module',
    chunkLoading: 'import',
    publicPath: 'auto',
    clean: true,
  },
  plugins: [
    define(),
    new CopyFiles([...RUNTIME_FILES.map((file) => [path.join(runtime, file), `ort/${ORT_VERSION}/${file}`]), ...models, LICENCE]),
    notices('THIRD-PARTY-NOTICES'),
    // Of all that is in dist: the other bundle holds nothing more.
    notices('../THIRD-PARTY-NOTICES'),
  ],
});

/** The coming run-time contract of OHIF 3.14: one UMD file each, named as its package. Assets are still those of dist/esm. */
const umd = (mode) => ({
  ...common(mode),
  name: 'umd',
  target: ['web', 'es2022'],
  entry: { 'ohif-extension-diffusion': './extension/index.ts', 'ohif-mode-diffusion': './modes/diffusion/index.ts' },
  output: {
    path: here('dist/umd'),
    filename: '[name].js',
    library: { name: '[name]', type: 'umd', export: 'default' },
    globalObject: "typeof self !== 'undefined' ? self : this",
    publicPath: '',
    clean: true,
  },
  plugins: [
    // A UMD evaluated as a module has no script element; the stack alone knows where it came from.
    define({
      'import.meta.url': "(/(https?:\\/\\/[^\\s)]+?)(:\\d+){1,2}\\)?$/m.exec(new Error().stack || '') || ['', self.location.href])[1]",
    }),
    new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 }),
    new CopyFiles([LICENCE]),
    notices('THIRD-PARTY-NOTICES'),
  ],
});

export default (_, { mode = 'production' }) => [modules(mode), umd(mode)];
