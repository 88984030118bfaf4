import type { orphan as en } from '../en/orphan';
import type { Translation } from '../merge';

export const orphan: Translation<typeof en> = {
  orphan: {
    title: '该结果尚未归档',
    what: (n, results) => `您要保存的内容画在以下结果的 ${n} 幅图像上：${results}。`,
    why: '以后打开它的人在那里找不到图像。',
    file: '同时归档该结果',
    fileNote: '先归档结果，再保存其上的测量。',
    source: '改为引用原图',
    sourceNote: '引用原图上的同一位置。长度和面积保持不变；平均值会被去掉，因为它们是在结果上测得的。',
    cancel: '不保存',
    nothingStored: '没有保存任何内容。',
  },
};
