import { code, labelled, looksLikeCode, type Recogniser } from '../recogniser.ts';

/** Medical record numbers: every hospital has its own form, so the label makes one. */
export const mrn: Recogniser = {
  kind: 'mrn',
  pattern: code,
  accepts: looksLikeCode,
  label: labelled(
    'mrn',
    'm\\.r\\.n',
    'med(?:ical)?[ _-]?rec(?:ord)?s?',
    'chart (?:number|no|id|#)',
    'patient[ _-]?(?:id|number|no|nr|#)',
    'pt[ _-]?id',
    'hospital (?:id|number|no|#)',
    'record (?:id|number|no|#)',
    'emr',
    'ehr id',
  ),
  supported: 'high',
};
