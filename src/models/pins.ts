/**
 * Made by `npm run models:pin`, not by hand: the models of this build, by the SHA-256 of their `manifest.json`, in which the hash of the weights
 * stands. What else lies under one of these names is refused.
 */
export const PINS: readonly { id: string; sha256: string; tasks: readonly string[]; modalities: readonly string[] }[] = [
  {
    id: 'brain-mask',
    sha256: 'eedb397d007e3b8a77bf432f38df7fa1c23826e4118b7225539fd6f6d92a47f3',
    tasks: ['brain-mask'],
    modalities: ['MR'],
  },
  {
    id: 'ct-lowdose',
    sha256: 'da3de90228bc143b876808621c06bf497a787425b275ebeb34f920dd626cc523',
    tasks: ['denoise'],
    modalities: ['CT'],
  },
  {
    id: 'flair-brain-healthy',
    sha256: '68b837ed04ac836d84c71a58882b7b6687c71fd134b5b1910b845f88fb66a578',
    tasks: ['anomaly'],
    modalities: ['MR'],
  },
  {
    id: 'flair-brain-noising',
    sha256: '03efa3ac088951a0a4a9bfb804820e231cd53d258b7fd0c33aefdaf062950d93',
    tasks: ['anomaly'],
    modalities: ['MR'],
  },
  {
    id: 'mr-brain-inpaint',
    sha256: 'de51e486f202dfdbc38d0eebe7d3943835507c60cd051c9b12247aeebcf97063',
    tasks: ['inpaint'],
    modalities: ['MR'],
  },
  {
    id: 'mr-brain-restore',
    sha256: '943df9b8ba865eb1d8206da28bf3e4fc9fb8f5049e48f02cfc9339f8d44f3fb7',
    tasks: ['denoise'],
    modalities: ['MR'],
  },
  {
    id: 't1-brain-healthy',
    sha256: 'ee8221083cf771edab7a42f7d8ffed3724199e38c3dbcaf9b7cffce3c6c2c2be',
    tasks: ['anomaly'],
    modalities: ['MR'],
  },
  {
    id: 'tiny-random',
    sha256: 'fedefb1d6c0cae96313f02f0408c20dfffaf0cc7413226805fce8aaf4681c493',
    tasks: ['denoise'],
    modalities: ['MR'],
  },
];
