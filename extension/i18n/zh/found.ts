import type { found as en } from '../en/found';
import type { Translation } from '../merge';

/** 以往和其他阅片者归档的结果。 */
export const found: Translation<typeof en> = {
  found: {
    title: '归档中已有',
    count: (n) => `本检查的 ${n} 个结果`,
    putAway: '隐藏',
    takeOut: (n) => `归档中已有 ${n} 个结果，显示`,
    hide: '隐藏',
    hidden: (n) => `显示 ${n} 个已隐藏的结果`,
    from: (series) => `来自 ${series}`,
    open: '打开',
    openNote: '从归档中读取结果；不重新计算。',
    opening: (percent) => `正在读取…${percent} %`,
    show: '与原图并排显示',
    live: '已在下方“结果”中打开。',
    rejected: '已拒绝',
    verdicts: { accepted: '已接受', rejected: '已拒绝', unsure: '不确定' },
    whole: '总体判读',
    unread: '未判读',
    reported: (when, person, device) => ['报告于', when, person && `阅片者：${person}`, device && `(${device})`].filter(Boolean).join(' '),
    version: (n) => `报告第 ${n} 版`,
    noReport: '未同时归档报告。',
    older: (version, installed) => `由模型版本 ${version} 生成；此处安装的是版本 ${installed}。`,
    altered: (version) => `由模型版本 ${version} 的另一文件生成，与此处安装的不同。`,
    notInstalled: (version) => `由版本 ${version} 的模型生成，此处未安装该模型。`,
    findings: '发现',
    noFindings: '没有归档高于阈值的发现。',
    jump: '在所有视图中定位到此处',
    noPlace: '位置未知。',
    settings: '生成方式',
  },
};
