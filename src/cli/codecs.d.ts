/** The codecs ship no types, or none that can be found by these paths; decoders.ts says what is used of them. */
declare module '@cornerstonejs/codec-*';
