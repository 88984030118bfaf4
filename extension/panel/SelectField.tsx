import React, { type ReactNode } from 'react';

interface SelectProps<T extends string> {
  /** With a label beside it that names it by this id. */
  id?: string | undefined;
  /** Name in the page for tests. */
  cy?: string | undefined;
  value: T;
  options: readonly { id: T; label: string | undefined }[];
  disabled?: boolean | undefined;
  title?: string | undefined;
  /** Where nothing beside it says what it is. */
  ariaLabel?: string | undefined;
  onChange: (value: T) => void;
}

/** One of several, without a label of its own. */
export const Select = <T extends string>({ id, cy, value, options, disabled, title, ariaLabel, onChange }: SelectProps<T>) => (
  <select
    id={id}
    data-cy={cy}
    className="diffusion-input"
    aria-label={ariaLabel}
    title={title}
    value={value}
    disabled={disabled}
    // Only what is among the options can be chosen.
    onChange={(event) => onChange(event.target.value as T)}
  >
    {options.map((option) => (
      <option key={option.id} value={option.id}>
        {option.label}
      </option>
    ))}
  </select>
);

interface FieldProps<T extends string> extends Omit<SelectProps<T>, 'id' | 'cy' | 'ariaLabel'> {
  id: string;
  label: string;
  /** On the line of the label. */
  beside?: ReactNode;
  /** Below the list. */
  children?: ReactNode;
}

/** A label above a list, what belongs to it below. */
export function SelectField<T extends string>({ id, label, beside, children, ...select }: FieldProps<T>) {
  const name = <label htmlFor={id}>{label}</label>;
  return (
    <div className="diffusion-field">
      {beside === undefined ? (
        name
      ) : (
        <div className="diffusion-row">
          {name}
          {beside}
        </div>
      )}
      <Select id={id} cy={id} {...select} />
      {children}
    </div>
  );
}

/** A label and a list on one line. */
export const SelectLine = <T extends string>({ id, label, ...select }: Omit<FieldProps<T>, 'beside' | 'children'>) => (
  <label className="diffusion-pick">
    <span>{label}</span>
    <Select cy={id} {...select} />
  </label>
);
