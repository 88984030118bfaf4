type Get = (view: DataView, offset: number, little: boolean) => number;
type Put = (view: DataView, offset: number, value: number, little: boolean) => void;

const short: Get = (view, offset, little) => view.getInt16(offset, little);
const int: Get = (view, offset, little) => view.getInt32(offset, little);
const long: Get = (view, offset, little) => Number(view.getBigInt64(offset, little));
const float: Get = (view, offset, little) => view.getFloat32(offset, little);
const double: Get = (view, offset, little) => view.getFloat64(offset, little);

/** Where the fields of a header lie, in bytes, and how their numbers are stored (`nifti1.h`, `nifti2.h`). */
export interface Layout {
  /** The whole header; also its first field. */
  bytes: number;
  magic: number;
  single: string;
  pair: string;
  datatype: number;
  /** Lengths of the axes: their number and then each. */
  dim: number;
  count: Get;
  putCount: Put;
  countBytes: number;
  voxOffset: number;
  offset: Get;
  putOffset: Put;
  pixdim: number;
  slope: number;
  intercept: number;
  quatern: number;
  srow: number;
  real: Get;
  putReal: Put;
  realBytes: number;
  intent: number;
  qformCode: number;
  sformCode: number;
  code: Get;
  putCode: Put;
  xyztUnits: number;
  description: number;
}

/** `xyzt_units` is one byte here, whose neighbour `intent_code` readers of shorts must not see: see `code`. */
const UNITS_1 = 123;

export const NIFTI_1: Layout = {
  ...{ bytes: 348, magic: 344, single: 'n+1', pair: 'ni1', datatype: 70 },
  ...{ dim: 40, count: short, putCount: (view, at, value, little) => view.setInt16(at, value, little), countBytes: 2 },
  ...{ voxOffset: 108, offset: float, putOffset: (view, at, value, little) => view.setFloat32(at, value, little) },
  ...{ pixdim: 76, slope: 112, intercept: 116, quatern: 256, srow: 280 },
  ...{ real: float, putReal: (view, at, value, little) => view.setFloat32(at, value, little), realBytes: 4 },
  ...{ intent: 68, qformCode: 252, sformCode: 254, xyztUnits: UNITS_1, description: 148 },
  code: (view, offset, little) => (offset === UNITS_1 ? view.getUint8(offset) : short(view, offset, little)),
  putCode: (view, at, value, little) => (at === UNITS_1 ? view.setUint8(at, value) : view.setInt16(at, value, little)),
};

export const NIFTI_2: Layout = {
  ...{ bytes: 540, magic: 4, single: 'n+2', pair: 'ni2', datatype: 12 },
  ...{ dim: 16, count: long, putCount: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little), countBytes: 8 },
  ...{ voxOffset: 168, offset: long, putOffset: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little) },
  ...{ pixdim: 104, slope: 176, intercept: 184, quatern: 352, srow: 400 },
  ...{ real: double, putReal: (view, at, value, little) => view.setFloat64(at, value, little), realBytes: 8 },
  ...{ intent: 504, qformCode: 344, sformCode: 348, xyztUnits: 500, description: 240 },
  code: int,
  putCode: (view, at, value, little) => view.setInt32(at, value, little),
};

/** The header whose first field holds this number. */
export const layoutOf = (size: number): Layout | undefined => [NIFTI_1, NIFTI_2].find(({ bytes }) => bytes === size);
