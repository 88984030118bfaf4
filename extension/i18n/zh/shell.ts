import type { shell as en } from '../en/shell';
import type { Translation } from '../merge';

/** Around the work: messages, keys, model cards, diagnostics. */
export const shell: Translation<typeof en> = {
  shell: {
    again: (series) => `已填入 ${series} 结果的设置。修改后再启动。`,
    againButton: '更改后重做…',
    settings: '所用设置',
    ofSeries: (series, n) => `${series}：${n} 个结果`,
    noResult: '该序列不是本工具的结果。',
    notShown: '无法显示该序列，因此没有启动。',
    nothingToShow: '当前视口的序列没有结果。',
    notAllowed: (task) => `此查看器已停用“${task}”。请询问安装者。`,
    removeResult: '移除结果',
    hotkeys: {
      inpaint: '修补当前序列',
      anomaly: '当前序列的异常图',
      cancel: '取消所有 Diffusion 任务',
      toggle: '结果与原图并列 / 仅原图',
    },
    close: '关闭',
  },
  card: {
    open: '模型卡',
    loading: '正在获取模型卡…',
    missing: '此模型没有附带模型卡。其描述如下：',
    facts: '说明',
    id: '标识',
    version: '版本',
    licence: '许可',
    tasks: '任务',
    modalities: '适用于',
    data: '训练数据',
    measure: '指标',
    set: '数据集',
    value: '数值',
    command: '测量命令',
  },
  diagnostics: {
    open: '复制诊断信息',
    title: '诊断信息',
    copied: '已复制到剪贴板。',
    notCopied: '此页面不能使用剪贴板：请按 Ctrl+C（Mac 上为 ⌘C）复制选中的文字。',
    note: '不含患者数据：没有姓名、序列或检查信息，也没有地址。',
  },
};
