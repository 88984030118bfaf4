import { imageKindOf } from '../../src/rules/imageType';

const kind = (type: string, more: Record<string, string> = {}) =>
  imageKindOf((keyword) => (keyword === 'ImageType' ? type.split('\\') : more[keyword] === undefined ? [] : [more[keyword]]));

describe('what Image Type says of the pixels', () => {
  it.each([
    'ORIGINAL\\PRIMARY\\M\\NORM\\DIS2D',
    'ORIGINAL\\PRIMARY\\M_SE\\M\\SE',
    'ORIGINAL\\PRIMARY\\OTHER',
    'DERIVED\\SECONDARY\\OTHER',
    'ORIGINAL\\PRIMARY\\AXIAL\\CT_SOM5 SPI',
    '',
  ])('nothing of %p', (type) => expect(kind(type)).toEqual({}));

  it.each([
    ['ORIGINAL\\PRIMARY\\P\\ND', 'phase'],
    ['ORIGINAL\\PRIMARY\\PHASE MAP\\P\\FFE', 'phase'],
    ['ORIGINAL\\PRIMARY\\P_FFE\\P\\FFE', 'phase'],
    ['ORIGINAL\\PRIMARY\\R_IR\\R\\IR', 'real'],
    ['ORIGINAL\\PRIMARY\\I\\ND', 'imaginary'],
  ])('%s is no magnitude: %s', (type, component) => expect(kind(type)).toEqual({ component }));

  it('goes by the complex component of an enhanced object too', () => {
    expect(kind('ORIGINAL\\PRIMARY\\T1\\NONE', { ComplexImageComponent: 'REAL' })).toEqual({ component: 'real' });
    expect(kind('ORIGINAL\\PRIMARY\\T1\\NONE', { ComplexImageComponent: 'MAGNITUDE' })).toEqual({});
  });

  it('tells maps and projections, and filters, also those that only the derivation names', () => {
    expect(kind('DERIVED\\PRIMARY\\DIFFUSION\\ADC\\ND')).toEqual({ computed: 'ADC' });
    expect(kind('DERIVED\\SECONDARY\\MIP')).toEqual({ computed: 'MIP' });
    expect(kind('ORIGINAL\\PRIMARY\\M\\FIL')).toEqual({ filtered: 'FIL' });
    expect(kind('DERIVED\\SECONDARY\\OTHER', { DerivationDescription: 'Gaussian smoothing by DOE^JANE' })).toEqual({ filtered: 'smooth…' });
    expect(kind('ORIGINAL\\PRIMARY\\OTHER', { DerivationDescription: 'smoothing' })).toEqual({});
  });
});
