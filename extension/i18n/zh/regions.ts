import type { regions as en } from '../en/regions';
import type { Translation } from '../merge';

const volume = (millilitres: number) => `${millilitres < 0.995 ? millilitres.toFixed(2) : millilitres.toFixed(1)} ml`;

const SHAPES: Readonly<Record<string, string>> = {
  PlanarFreehandROI: '手绘',
  SplineROI: '样条',
  LivewireContour: '智能描边',
  EllipticalROI: '椭圆',
  CircleROI: '圆形',
  RectangleROI: '矩形',
};

/** Whose brain mask it is, as a result has it in English. */
const SOURCES: readonly (readonly [english: RegExp, chinese: string])[] = [
  [/^the model /, '模型 '],
  [/^the reader/, '阅片者'],
  [/^the series itself, whose skull has been taken off/, '已去颅骨的序列本身'],
  [/, checked by the reader$/, '，经阅片者检查'],
  [/, corrected by the reader$/, '，经阅片者修正'],
];
const sourceText = (source: string) => SOURCES.reduce((text, [english, chinese]) => text.replace(english, chinese), source);

const DISEASES: Readonly<Record<string, string>> = { 'white-matter disease': '白质病变' };

/** Filling a region, and the map of what does not look healthy. */
export const regions: Translation<typeof en> = {
  inpaint: {
    region: '区域',
    none: '尚无区域',
    how: '请在此序列上勾画区域：用 OHIF 的画笔，或画椭圆、圆形、矩形或闭合的手绘线。',
    brush: '画笔',
    ellipse: '椭圆',
    kinds: { segment: '一个分割', outline: '一个轮廓', outlines: '多个轮廓', finding: '异常图的一处所见', given: '一条命令' },
    segment: (segmentation, segment, index) =>
      `${segment?.trim() || `分割 ${index}`}${segmentation?.trim() ? `（${segmentation.trim()}）` : ''}`,
    outline: (tool, label, slice) => `${label?.trim() || SHAPES[tool] || '轮廓'}${slice === undefined ? '' : `，第 ${slice} 层`}`,
    allOutlines: (n) => `全部 ${n} 个轮廓`,
    option: (label, millilitres, slices) => `${label} – ${volume(millilitres)}，${slices} 层`,
    unusable: (label) => `${label} – 无法使用`,
    facts: (kind, millilitres, slices) => `来自${kind}：${volume(millilitres)}，${slices} 层`,
    fillFinding: '填充此所见…',
    handedOver: '命令给出的区域',
    tooSmall: '轮廓内没有像素',
    emptySegment: '分割中没有勾画任何内容',
    otherPlane: '在与层面不同的平面上绘制的轮廓',
    between: '位于层面之间或范围之外的轮廓',
    contoursOtherPlane: (n, of) => `${of} 个轮廓中有 ${n} 个绘制在与层面不同的平面上`,
    contoursBetween: (n, of) => `${of} 个轮廓中有 ${n} 个位于层面之间或范围之外`,
    covered: (slice) => `第 ${slice} 层被完全覆盖`,
    lostLabels: (n, of) => `${of} 幅标签图像中有 ${n} 幅已不在浏览器内存中`,
    elsewhere: (n) => `另一序列上有 ${n} 个区域，本序列上没有`,
    margin: '扩大 (mm)',
    marginNote: '向各个方向，0 至 5：边缘往往超出勾画的范围。',
    purpose: '用途',
    purposes: { unstated: '未说明', lesion: '填充病灶', artefact: '修复伪影', whatif: '“此处本应是什么”' },
    purposeNote: '随结果记录，不影响其他。',
    kind: '结果',
    mean: '最可能的图像（均值）',
    one: '一幅合理的图像',
    meanNote: '接近所有可能填充的均值：平滑，没有细节。',
    oneNote: '看似组织，但细节是虚构的：请比较多个样本。',
    steps: '每层步数',
    stepsNote: '步数越多纹理越多，但并不更真实。',
    samples: '样本数',
    samplesNote: '每个样本成为一个序列，另附一幅显示样本差异的图。',
    seedNote: '换一个数得到另一幅图像。',
    sampler: '采样器',
    sampleName: (layer, sample) => `${layer}，样本 ${sample}`,
    filled: (millilitres, slices) => `重新生成：${volume(millilitres)}，${slices} 层；其余像素均为原图`,
    margined: (mm) => `区域扩大了 ${mm} mm`,
    for: (purpose) => `用途：${purpose}`,
    samplesMade: (n) => `${n} 个样本`,
    showOutline: '重新生成部分的轮廓',
    showSample: (sample) => `样本 ${sample}`,
    showSpread: '离散度',
  },
  anomaly: {
    outside: '超出模型适用范围 – 请谨慎阅读',
    sumUncalibrated: '两种评分之和：它在健康体素中有多罕见尚未测定。这不是患病概率。',
    notCovered: '未覆盖 – 本层没有评分',
    noising: {
      count: '重建次数',
      evaluations: (n) => `每层计算 ${n} 次。`,
      calibrated: '评分按此次数校准。',
      uncalibrated: (draws) => `评分按 ${draws} 次校准：次数不同时，“1/…”不再准确。`,
      seedNote: '换一个数得到不同的噪声。',
    },
    brain: {
      label: '脑掩膜',
      job: (series) => `${series}（脑掩膜）`,
      check: '检查脑掩膜',
      note: '可选：先显示掩膜，以便您修正。',
      shown: (millilitres) =>
        `掩膜${millilitres === undefined ? '' : `（${millilitres} ml）`}已在图像上勾出轮廓。如有脑组织遗漏或包含颅骨，请用分割面板的画笔修正，然后点击下面的按钮。`,
      remove: '移除脑掩膜',
    },
    result: {
      peak: ({ count, beyond }, position) => `最强标记：第 ${position} 层，相当于${beyond ? '超过 ' : ' '}${count} 个健康体素中的一个。`,
      cut: (above, count) => `${above ? '高于' : '低于'}模型自身的阈值（${count} 个中的一个）。没有标记不等于没有疾病。`,
      covered: (n, of, ranges) => `${of} 层中有 ${n} 层有评分（${ranges}）；其余各层未覆盖。`,
      mask: (source, millilitres) => `脑掩膜：${sourceText(source)}${millilitres === undefined ? '' : `，${millilitres} ml`}`,
      second: (what) => `对于${DISEASES[what] ?? what}，也请看它与亮度图之和：能发现更多。`,
      darker: '此模型标出比健康组织更暗的部位。“亮度”图显示每个体素有多暗。',
      colourSum: '按两者之和着色',
      beside: '显示在原图旁：',
      show: { score: '评分', brightness: '亮度', sum: '两者之和', healthy: '伪健康', uncertainty: '不确定性' },
    },
  },
};
