import { contrastsIn } from '../../src/models/contrast';

describe('the contrast that a name tells', () => {
  it.each<[string, string[]]>([
    ['AX FLAIR', ['FLAIR']],
    ['t2_tirm_tra_dark-fluid', ['FLAIR']],
    ['Ax T1 FLAIR', ['T1']],
    ['t1_mprage_sag', ['T1']],
    ['sT1W_3D_TFE', ['T1']],
    ['FSPGR BRAVO', ['T1']],
    ['t2_tse_tra', ['T2']],
    ['T2* GRE', ['T2*']],
    ['pd+t2_tse', ['T2', 'PD']],
    ['T12 SPINE', []],
    ['UPDATE', []],
    ['', []],
  ])('%p: %p', (text, expected) => expect(contrastsIn(text)).toEqual(expected));
});
