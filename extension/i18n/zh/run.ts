import type { run as en } from '../en/run';
import type { Translation } from '../merge';

/** What is running or waits, how long, and in how much memory. */
export const run: Translation<typeof en> = {
  job: {
    title: (doing, series) => `${doing}：${series}`,
    started: (doing, series) => `${doing}：${series}。进度和取消按钮在 Diffusion 面板中。`,
    stopping: '将在本步后停止…',
    stages: {
      reading: '正在读取图像',
      model: '正在加载模型',
      'self-test': '正在本机检验模型',
      noise: '正在测量噪声',
      brain: '正在查找脑区',
      network: '正在计算',
    },
    reading: (n, of) => `正在读取第 ${n} 层，共 ${of} 层`,
    slices: (n, of, step, steps) => `第 ${n}/${of} 层，第 ${step}/${steps} 步`,
    sample: (n, of, slice, slices) => `第 ${n}/${of} 个样本，第 ${slice}/${slices} 层`,
    cancel: '取消',
    cancelledTitle: (series) => `${series}：已取消`,
    cancelled: (done, of) => (done === 0 ? '在完成第一层之前停止，未添加任何内容。' : `已完成 ${done}/${of} 层后停止，尚未添加任何内容。`),
    keep: (done) => `保留已完成的 ${done} 层`,
    keepNote: '其余各层为原始像素，该序列将标记为“部分”。',
    discard: '放弃',
    failed: (series) => `${series}：没有结果`,
    dismiss: '关闭',
    preview: (position) => `预览：第 ${position} 层`,
    original: '原图',
    result: '结果',
  },
  queue: {
    waiting: (before) => `等待前面的 ${before} 个任务`,
    startsIn: (left) => `开始：${left}`,
    added: (before) => `已排在 ${before} 个任务之后；任务依次进行。`,
    cancelAll: '全部取消',
  },
  samples: {
    label: '样本数',
    note: '两个及以上时给出均值，并逐体素显示样本之间的差异。耗时按样本数成倍增加。',
    needs: '只用一步，或采样器不使用随机数时，每次得到的图像都相同：多个样本需要随机采样器和多个步骤。',
    propose: (steps, sampler) => `使用 ${steps} 步的 ${sampler}`,
  },
  memory: {
    source: '原图',
    /** A picture that can be blended again is held twice. */
    twice: (part) => `${part}（两份）`,
    needs: (total, parts, each, network) => `此标签页约需 ${total}：${parts}（各 ${each}），网络 ${network}，以及查看器本身。`,
    slabs: (slabs, slices, bytes, whole) =>
      `将分 ${slabs} 部分运行，每部分最多 ${slices} 层，约需 ${bytes}，而不是 ${whole}。结果仍是一个序列，像素相同。`,
  },
  time: { almost: '即将完成', seconds: (n) => `约剩 ${n} 秒`, minutes: (n) => `约剩 ${n} 分钟` },
};
