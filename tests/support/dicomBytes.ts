import { uint16, uint32 } from '../viewer/partTenFile';

/** DICOM as bytes, for files that no writer would make. */
export const hex = (text: string) => Buffer.from(text, 'hex');
export const ITEM = hex('feff00e0');
export const ITEM_END = hex('feff0de000000000');
export const SEQUENCE_END = hex('feffdde000000000');
/** The undefined length. */
export const OPEN = uint32(0xffffffff);

const even = (value: string) => Buffer.from(value.length % 2 ? `${value} ` : value, 'latin1');
export const tagBytes = (tag: string) => uint16(parseInt(tag.slice(0, 4), 16), parseInt(tag.slice(4), 16));

/** An element of Implicit VR. */
export const implicit = (tag: string, value: string) => Buffer.concat([tagBytes(tag), uint32(even(value).length), even(value)]);
/** An element of Explicit VR with a length of two bytes. */
export const explicit = (tag: string, vr: string, value: string) =>
  Buffer.concat([tagBytes(tag), Buffer.from(vr), uint16(even(value).length), even(value)]);
/** The head of an element of Explicit VR with a length of four bytes. */
export const longHead = (tag: string, vr: string, length: number) =>
  Buffer.concat([tagBytes(tag), Buffer.from(`${vr}\0\0`), uint32(length)]);
export const itemHead = (length: number) => Buffer.concat([ITEM, uint32(length)]);
