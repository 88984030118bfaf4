import type { Quoted } from '../evaluate/section';
import type { Figures } from './types';

/** For the model's manifest: what its own ways of filling reach inside the hole. */
export const quoteInpaint = ({ models, methods, scores }: Figures): Quoted[] => {
  const id = models.at(-1)?.id ?? '';
  const own = methods.filter(({ title }) => title.startsWith(`${id}, `));
  return own.flatMap((method) =>
    scores
      .filter((score) => score.method === method.id)
      .map(({ set, ssim }) => ({ set, measure: `SSIM in the hole, ${method.title.slice(id.length + 2)}`, value: Number(ssim.toFixed(3)) })),
  );
};
