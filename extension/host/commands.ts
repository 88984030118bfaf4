import { host } from './host';

export type Command = (options: Record<string, unknown>) => unknown;

/**
 * Puts something around a command of the viewer, in its own registry, until the returned function is called. Does nothing where the viewer has
 * no such command.
 *
 * @param around gets the command as it was and the options of the call
 */
export function aroundCommand(
  context: string,
  name: string,
  around: (command: Command, options: Parameters<Command>[0]) => unknown,
): () => void {
  const { commands } = host();
  const before = commands?.getCommand?.(name, context);
  if (!commands?.registerCommand || !before) return () => undefined;
  const ours = { ...before, commandFn: (options: Parameters<Command>[0]) => around(before.commandFn, options) };
  commands.registerCommand(context, name, ours);
  return () => {
    // Whoever has taken its place since then keeps it.
    if (commands.getCommand?.(name, context) === ours) commands.registerCommand?.(context, name, before);
  };
}
