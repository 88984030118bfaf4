import React from 'react';
import type { Remark } from '../../src/core/errors';
import { errorHint, errorText } from '../i18n/describe';

/** What is said of a series or a result without ending anything: the sentence, and on hover what to do. */
export const Remarks = ({ remarks }: { remarks: readonly Remark[] }) =>
  remarks.map((remark) => (
    <p key={errorText(remark)} className="diffusion-warning" data-cy={`diffusion-remark-${remark.code}`} title={errorHint(remark)}>
      {errorText(remark)}
    </p>
  ));
