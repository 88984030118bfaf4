/** A stretch of a road: the files that lie on some way of imports from one of `from` to one of `to`. */
export interface Leg {
  title: string;
  from: readonly string[];
  to: readonly string[];
}

export interface Road {
  name: string;
  legs: readonly Leg[];
  /** Not to be exceeded. */
  goal: { files: number; lines: number };
}

/** What one must follow of a click on Denoise. When files move, this table moves with them: its stations stay the same. */
export const ROADS: readonly Road[] = [
  {
    name: 'viewer',
    goal: { files: 28, lines: 2800 },
    legs: [
      {
        title: 'From the click to the request: may it be done, the voxels, the message',
        // Button and command are handed what they start as a function: its owner is a beginning of its own.
        from: ['extension/panel/StartButton.tsx', 'extension/run/RunControl.ts', 'extension/commandsModule.ts'],
        to: ['src/rules/geometry.ts', 'extension/host/readSlices.ts', 'extension/worker/protocol.ts', 'extension/worker/client.ts'],
      },
      {
        // The page knows its worker by address: no import leads there.
        title: 'In the worker: the verified model, the backends, the task',
        from: ['extension/worker/diffusion.worker.ts'],
        to: [
          'src/models/verify.ts',
          'src/execution/onnx.ts',
          'src/execution/webgpu.ts',
          'src/tasks/runTask.ts',
          'src/tasks/denoise/task.ts',
        ],
      },
      { title: 'From the task to the loop', from: ['src/tasks/denoise/task.ts'], to: ['src/execution/run.ts'] },
      {
        title: 'From the reply to the screen: a display set, beside its source',
        from: ['extension/commandsModule.ts'],
        to: ['extension/results/displaySets.ts', 'extension/host/sideBySide.ts'],
      },
    ],
  },
  {
    name: 'command line',
    goal: { files: 20, lines: 1800 },
    legs: [
      {
        title: 'From the command to the task: the voxels, may it be done, the verified model, the backend',
        from: ['src/cli/main.ts'],
        to: [
          'src/dicom/readSeries.ts',
          'src/nifti/voxels.ts',
          'src/rules/geometry.ts',
          'src/models/verify.ts',
          'src/execution/onnx.ts',
          'src/tasks/runTask.ts',
          'src/tasks/denoise/task.ts',
        ],
      },
      { title: 'From the task to the loop', from: ['src/tasks/denoise/task.ts'], to: ['src/execution/run.ts'] },
      {
        title: 'From the result to files',
        from: ['src/cli/main.ts'],
        to: ['src/dicom/classicImages.ts', 'src/nifti/writeNifti.ts', 'src/cli/report.ts', 'src/cli/output.ts'],
      },
    ],
  },
];
