import { hotkeys } from './hotkeys';
import { exceptVolumes, instanceNumber } from './overlay/instanceNumber';
import { legend } from './overlay/legend';
import { tag } from './overlay/tag';
import { thumbnailMenu } from './thumbnailMenu';
import type { Workbench } from './workbench/Workbench';

interface Listed {
  id?: string;
  commandName?: string;
}

const listed = (list: unknown) => (Array.isArray(list) ? (list as Listed[]) : []);

/** OHIF 3.11 and 3.12 apply global customizations twice; an item that is there already is left alone. */
const addOnce =
  (...items: Listed[]) =>
  (list: unknown) => {
    const before = listed(list);
    const same = (item: Listed) => (other: Listed) => (item.id ? other.id === item.id : other.commandName === item.commandName);
    return [...before, ...items.filter((item) => !before.some(same(item)))];
  };

export const customizationModule = (workbench: Workbench) => [
  {
    name: 'global',
    value: {
      'viewportOverlay.topRight': { $apply: addOnce(tag(workbench), legend(workbench.overlay)) },
      'viewportOverlay.bottomRight': { $apply: (list: unknown) => addOnce(instanceNumber)(listed(list).map(exceptVolumes)) },
      'ohif.hotkeyBindings': { $apply: addOnce(...hotkeys) },
      'studyBrowser.thumbnailMenuItems': { $apply: addOnce(thumbnailMenu(() => workbench.settings.tasks)) },
    },
  },
];
