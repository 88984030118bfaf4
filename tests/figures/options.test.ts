import { HELP, OptionError, readOptions } from '../../models/figures/evaluate/options';
import { SECTIONS } from '../../models/figures/evaluate/sections';

const known = SECTIONS.map(({ id }) => id);
const read = (...args: string[]) => readOptions(args, known);

describe('options of npm run evaluate', () => {
  test('the shared folder is the default', () => expect(read()).toMatchObject({ data: '../shared/data', sections: [], slices: undefined }));
  test('sections may be named several times', () => {
    expect(read('--section', 'denoise-mr', '--section', 'anomaly').sections).toEqual(['denoise-mr', 'anomaly']);
  });
  test.each([
    [['--section', 'nonsense'], 'There is no section nonsense; the sections are denoise-mr,'],
    [['--slices', '0'], '--slices takes a whole number'],
    [['--model', 'x'], '--model goes with exactly one --section'],
    [['--wrong'], "Unknown option '--wrong'"],
  ])('%j is refused in one sentence', (args, words) => {
    expect(() => read(...args)).toThrow(OptionError);
    expect(() => read(...args)).toThrow(words);
  });
  test('the help names every option', () => {
    for (const name of ['data', 'section', 'slices', 'model', 'keep']) expect(HELP).toContain(`--${name}`);
  });
});
