import { parseOptions } from '../../viewer/options';
import { UserError } from '../../viewer/userError';

test('without arguments: the demo study on port 3000 of this machine, isolated', () => {
  expect(parseOptions([], {})).toEqual({ port: 3000, host: '127.0.0.1', isolation: true, help: false });
});

test('the port comes from the command line, else from PORT', () => {
  expect(parseOptions([], { PORT: '8080' }).port).toBe(8080);
  expect(parseOptions(['--port', '0'], { PORT: '8080' }).port).toBe(0);
});

test('a PACS is given by its DICOMweb root, with or without a slash at the end', () => {
  const options = parseOptions(['--dicomweb', 'http://localhost:8042/dicom-web/', '--dicomweb-user', 'a', '--no-isolation'], {});
  expect(options.dicomweb?.href).toBe('http://localhost:8042/dicom-web');
  expect(options.dicomwebUser).toBe('a');
  expect(options.isolation).toBe(false);
});

test.each([
  [['--frobnicate'], /Unknown option '--frobnicate'.*--help/],
  [['folder'], /Unexpected argument 'folder'/],
  [['--port', '70000'], /number from 0 to 65535, not '70000'/],
  [['--port', '3e3'], /not '3e3'/],
  [['--dicomweb', 'localhost:8042'], /needs a URL such as/],
  [['--dicomweb', 'http://me:secret@host/'], /--dicomweb-user .*, not in the URL/],
  [['--dicomweb', 'http://host/', '--dicom', '.'], /not both/],
  [['--dicomweb-user', 'a'], /needs --dicomweb/],
  [['--dicomweb', 'http://host/', '--dicomweb-user', 'name:word'], /NAME:PASSWORD/],
])('%j is refused in one sentence', (args, sentence) => {
  const attempt = () => parseOptions(args, {});
  expect(attempt).toThrow(UserError);
  expect(attempt).toThrow(sentence);
});

test('a PACS of its own is not another one', () => {
  expect(parseOptions(['--pacs'], {}).pacs).toBe(true);
  expect(() => parseOptions(['--pacs', '--dicomweb', 'http://host/'], {})).toThrow(/leave out --dicomweb/);
});
