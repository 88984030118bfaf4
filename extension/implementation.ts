import { commandsModule } from './commandsModule';
import { customizationModule } from './getCustomizationModule';
import { hangingProtocolModule } from './getHangingProtocolModule';
import { panelModule } from './getPanelModule';
import { toolbarModule } from './getToolbarModule';
import type { Leaving } from './keep/Reminder';
import { OrphanGuard } from './filing/OrphanGuard';
import { markPictures } from './host/camera';
import { registerResultImages } from './host/resultImages';
import { registerWindowFunctions } from './host/windowFunctions';
import { openPanel } from './host/shell';
import type { Settings } from './host/settings';
import { markArchived } from './results/archiveMarks';
import { pictureTag } from './results/pictureTag';
import { Workbench } from './workbench/Workbench';
import { createEngine } from './worker/client';

/** Everything that needs the host; imported when the host has been found. */
export function createExtension(readSettings: () => Settings) {
  const ask = (question: Leaving) =>
    void import('./panel/mountLeaving').then(
      ({ mountLeaving }) => mountLeaving(question),
      // A page that cannot ask does not lock anybody in.
      () => question.leave(),
    );
  const workbench = new Workbench(readSettings, createEngine, ask);
  registerResultImages();
  registerWindowFunctions();
  const features = () => workbench.visit?.features;
  const orphans = new OrphanGuard({
    ask: async (question) => (await import('./panel/askOrphan')).askOrphan(question),
    filedAs: (imageId) => features()?.holdings.pointer(imageId),
    /** Only where the site files, and has an archive that stores. */
    get fileFirst() {
      const desk = features()?.filing;
      if (!desk?.enabled || desk.target === undefined) return undefined;
      return async (uids: readonly string[]) => {
        const runs = new Set(uids.flatMap((uid) => workbench.visit?.actions.rowOf(uid)?.id ?? []));
        // Its dialog lives in the panel, and the reader comes from that of the measurements.
        openPanel();
        for (const runId of runs) await desk.openAndWait(runId);
      };
    },
  });
  let unmark: (() => void)[] = [];
  return {
    onModeEnter: () => {
      orphans.open();
      unmark.forEach((stop) => stop());
      unmark = [markPictures((viewportId) => pictureTag(viewportId, workbench.settings)), markArchived()];
      // A panel that stays on screen from one study to the next.
      if (workbench.panelShown) workbench.open();
    },
    onModeExit: () => {
      orphans.close();
      unmark.forEach((stop) => stop());
      workbench.close();
    },
    commands: () => commandsModule(workbench),
    panels: () => panelModule(workbench),
    toolbar: () => toolbarModule(workbench),
    hangingProtocols: hangingProtocolModule,
    customizations: () => customizationModule(workbench),
  };
}

export type Implementation = ReturnType<typeof createExtension>;
