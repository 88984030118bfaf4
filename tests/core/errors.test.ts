import { DiffusionError, ERROR_CODES } from '../../src/core/errors';

describe('errors', () => {
  it('keep code and numbers across the worker border', () => {
    const sent = structuredClone(new DiffusionError('MISSING_SLICE', { measured: '14 mm', allowed: '7 mm' }).toData());
    const rebuilt = DiffusionError.fromData(sent);
    expect(rebuilt).toBeInstanceOf(DiffusionError);
    expect(rebuilt).toMatchObject({ code: 'MISSING_SLICE', measured: '14 mm', allowed: '7 mm' });
    expect(rebuilt.message).toBe('A slice is missing from the stack. (found 14 mm, allowed 7 mm)');
  });

  it('hide the text of foreign errors, which may name files or patients', () => {
    const wrapped = DiffusionError.from(new Error('cannot open /data/DOE^JANE.dcm'));
    expect(JSON.stringify(wrapped.toData())).not.toMatch(/DOE/);
    expect(wrapped.code).toBe('INTERNAL');
  });

  it.each(ERROR_CODES)('%s is one plain sentence with a hint', (code) => {
    const { sentence, hint } = new DiffusionError(code);
    expect(sentence).toMatch(/^[A-Z][^.!?]*(\([^)]*\)[^.!?]*)?\.$/);
    expect(hint).toMatch(/\.$/);
  });
});
