import { commandsModule } from './commandsModule';
import { customizationModule } from './getCustomizationModule';
import { hangingProtocolModule } from './getHangingProtocolModule';
import { panelModule } from './getPanelModule';
import { toolbarModule } from './getToolbarModule';
import type { Leaving } from './keep/Reminder';
import { registerResultImages } from './host/resultImages';
import type { Settings } from './host/settings';
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
  return {
    // A panel that stays on screen from one study to the next.
    onModeEnter: () => void (workbench.panelShown && workbench.open()),
    onModeExit: () => workbench.close(),
    commands: () => commandsModule(workbench),
    panels: () => panelModule(workbench),
    toolbar: () => toolbarModule(workbench),
    hangingProtocols: hangingProtocolModule,
    customizations: () => customizationModule(workbench),
  };
}

export type Implementation = ReturnType<typeof createExtension>;
