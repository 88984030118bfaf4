const { TestEnvironment } = require('jest-environment-node');

/** onnxruntime-node returns arrays of the process's own realm; jest's sandbox has other constructors, so `instanceof` would fail. */
module.exports = class SameRealmEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.Float32Array = Float32Array;
    this.global.Uint8Array = Uint8Array;
    this.global.ArrayBuffer = ArrayBuffer;
  }
};
