import { lineOf } from '../../src/cli/hints';
import { DiffusionError, ERROR_CODES, type ErrorCode } from '../../src/core/errors';

/** What only the viewer can come to: its viewports, drawings, worker, results in the list of series. */
const OF_THE_VIEWER: readonly ErrorCode[] = [
  ...(['NO_IMAGE', 'ENGINE_MISSING', 'BACKEND_UNAVAILABLE', 'GPU_MEMORY', 'SOURCE_CLOSED', 'REPORT_WAITS', 'SOURCE_CHANGED'] as const),
  ...(['REGION_PLANE', 'REGION_OPEN', 'NOTHING_FILED', 'FOUND_SOURCE_MISSING', 'ALREADY_RUNNING', 'DISPLAY_LOST'] as const),
];

describe('the line of the command line about an error', () => {
  it.each(ERROR_CODES.filter((code) => !OF_THE_VIEWER.includes(code)))('%s says nothing of the viewer', (code) => {
    expect(lineOf(new DiffusionError(code))).not.toMatch(
      /viewer|viewport|backend|click|drag|draw (a|it|the)|retry|save as files|reload|browser/i,
    );
  });

  it('names the numbers and the slice', () => {
    expect(lineOf(new DiffusionError('BAD_PIXELS', { measured: 'NaN', allowed: 'a number', slices: [4] }))).toBe(
      'BAD_PIXELS: A slice holds values that are not numbers (found NaN in slice 5, allowed a number). ' +
        'Put numbers in their place, or export the series again.',
    );
  });
});
