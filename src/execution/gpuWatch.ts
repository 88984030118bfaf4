import { DiffusionError } from '../core/errors';

/** A lost device is told in a task of its own, after whatever failed on it. */
const SETTLE_MS = 100;

/** What has happened to a WebGPU device since it was made. Many of its calls succeed on a device that is gone, or whose memory is. */
export class GpuWatch {
  private lost: string | undefined;
  private fault: DiffusionError | undefined;
  private readonly end: Promise<void>;

  constructor(private readonly device: GPUDevice) {
    this.end = device.lost.then(({ reason }) => void (this.lost = reason ?? 'unknown'));
    device.addEventListener('uncapturederror', ({ error }) => {
      // Work with a fault in it is dropped, and the buffers keep what lay there before.
      const memory = error.constructor.name === 'GPUOutOfMemoryError';
      this.fault ??= new DiffusionError(memory ? 'GPU_MEMORY' : 'MODEL_RUNTIME', { measured: 'the graphics device', cause: error });
    });
  }

  get usable(): boolean {
    return this.lost === undefined && this.fault === undefined;
  }

  /** @throws DiffusionError DEVICE_LOST, GPU_MEMORY, MODEL_RUNTIME */
  check(): void {
    if (this.lost !== undefined) throw new DiffusionError('DEVICE_LOST', { measured: `reason: ${this.lost}` });
    if (this.fault) throw this.fault;
  }

  /** Why something failed on the device: what is known of the device comes before what the failure says of itself. */
  async reason(error: DiffusionError): Promise<DiffusionError> {
    await Promise.race([this.end, new Promise((resolve) => setTimeout(resolve, SETTLE_MS))]);
    try {
      this.check();
      return error;
    } catch (found) {
      return DiffusionError.from(found);
    }
  }

  /** Makes something in the device's memory. @throws DiffusionError GPU_MEMORY */
  async allocate<T>(make: () => T): Promise<T> {
    this.device.pushErrorScope('out-of-memory');
    const made = make();
    const cause = await this.device.popErrorScope();
    if (cause) throw new DiffusionError('GPU_MEMORY', { cause });
    return made;
  }
}
