import type { keep as en } from '../en/keep';
import type { Translation } from '../merge';

/** Work that is not in the archive yet: said, held, and offered again after the page was left. */
export const keep: Translation<typeof en> = {
  unfiled: {
    dot: '尚未归档：只存在于此标签页中。',
    unkept: '此标签页已没有空间保留它：离开页面后，它以及对它的所有判断都会丢失。请归档，或另存为文件。',
  },
  leave: {
    title: '不归档就离开？',
    text: (n) => (n === 1 ? '此结果尚未归档：' : `这 ${n} 个结果尚未归档：`),
    back: '只要此标签页保持打开，回到该检查时即可重新计算或重新打开，您的判断和备注也会恢复。',
    lost: '以下结果无法重新得到，因为其中一部分是手工勾画的、中途停止，或标签页没有空间保留：',
    stay: '留在此处',
    leave: '离开',
  },
  restore: {
    title: '离开页面前未归档',
    text: '像素已不在，但设置还在：重新计算得到相同的结果，您的判断和备注也会恢复。',
    make: (n) => (n === 1 ? '重新计算' : `重新计算全部 ${n} 个`),
    open: (n) => (n === 1 ? '重新打开' : `重新打开全部 ${n} 个`),
    fromArchive: '它在归档中；您之后对它的判断和备注不在归档中，会重新加上。',
    making: '正在重新计算…',
    discard: '放弃',
    verdicts: (n) => `已判断 ${n} 个所见`,
    problems: {
      region: '无法重新计算：其区域为手工勾画。',
      mask: '无法重新计算：其脑掩模经手工修改。',
      partial: '无法重新计算：在完成全部层面之前已停止。',
      series: '此处无法重新计算：查看器中没有其序列。',
      archive: '无法重新打开：归档中未列出它。',
      model: '无法重新计算：其模型已不再安装，或版本不同。',
    },
    differing: '已重新计算，但像素与之前不同（不同的后端或图像）。请再看一遍您的判断。',
  },
};
