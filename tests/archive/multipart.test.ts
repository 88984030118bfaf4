import fc from 'fast-check';
import { contentTypeParameter, MalformedMultipart, multipartWriter, parseMultipart } from '../../src/archive/multipart';

test('what was written is read back, whatever bytes the parts hold', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { minLength: 1, maxLength: 4 }), (contents) => {
      const writer = multipartWriter('application/dicom');
      const pieces = contents.flatMap((content) => [Buffer.from(writer.opening('application/dicom', content.length)), content]);
      const body = Buffer.concat([...pieces, Buffer.from(writer.closing)]);
      const parts = parseMultipart(body, contentTypeParameter(writer.contentType, 'boundary') ?? '');
      expect(parts.map((part) => [...part.body])).toEqual(contents.map((content) => [...content]));
    }),
  );
});

test('content may hold line breaks, dashes and a longer word that begins like the boundary', () => {
  const content = '\r\n--\r\n--xy\r\n--x y\r\n\r\n-';
  const [part] = parseMultipart(Buffer.from(`--x\r\nA: b\r\n\r\n${content}\r\n--x--`), 'x');
  expect(part?.body.toString()).toBe(content);
});

test('a preamble, an epilogue, blanks behind the boundary and parts without headers are read as RFC 2046 has them', () => {
  const parts = parseMultipart(Buffer.from('before\r\n--x \r\n\r\none\r\n--x\t\r\nContent-Type:  a/b \r\n\r\n\r\n--x--\r\nafter'), 'x');
  expect(parts.map((part) => part.body.toString())).toEqual(['one', '']);
  expect(parts[1]?.headers.get('content-type')).toBe('a/b');
});

test.each([
  ['no boundary', 'nothing here'],
  ['no closing boundary', '--x\r\n\r\none'],
  ['no empty line behind the headers', '--x\r\nA: b\r\n--x--'],
])('%s is malformed', (_what, body) => {
  expect(() => parseMultipart(Buffer.from(body), 'x')).toThrow(MalformedMultipart);
});

test.each([
  ['multipart/related; type="application/dicom"; boundary=abc', 'abc'],
  ['multipart/related;boundary="a b;c";type=application/dicom', 'a b;c'],
  ['multipart/related; Boundary=abc; start=x', 'abc'],
  ['multipart/related', undefined],
])('boundary of %s', (contentType, boundary) => {
  expect(contentTypeParameter(contentType, 'boundary')).toBe(boundary);
});
