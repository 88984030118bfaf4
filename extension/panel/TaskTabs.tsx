import React from 'react';
import type { TaskName } from '../../src/results/Result';
import { ui } from '../i18n';

interface Props {
  task: TaskName;
  /** Those that the site offers. */
  tasks: readonly TaskName[];
  chooseTask: (task: TaskName) => void;
}

/** What is to be done; everything below it follows. */
export function TaskTabs({ task, tasks, chooseTask }: Props) {
  return (
    <fieldset className="diffusion-field" data-cy="diffusion-tasks">
      <legend className="diffusion-hidden">{ui.panel.task}</legend>
      <div className="diffusion-choices diffusion-tabs">
        {tasks.map((name) => (
          <label key={name} className="diffusion-choice">
            <input
              type="radio"
              name="diffusion-task"
              data-cy={`diffusion-task-${name}`}
              value={name}
              checked={task === name}
              onChange={() => chooseTask(name)}
            />
            <span>{ui.tasks[name].label}</span>
          </label>
        ))}
      </div>
      <span className="diffusion-muted">{ui.tasks[task].note}</span>
    </fieldset>
  );
}
