import type { Arrays } from './schedules';

export const simplexField = (): Arrays => ({});
