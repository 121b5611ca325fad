// Menu on the stand-in: keeps the template, and lets the test click an item by its label.
import type * as Electron from 'electron';
import { onAsked } from './control.ts';

export class StandInMenu {
  readonly template: readonly Electron.MenuItemConstructorOptions[];

  constructor(template: readonly Electron.MenuItemConstructorOptions[]) {
    this.template = template;
  }

  static buildFromTemplate(template: Electron.MenuItemConstructorOptions[]): StandInMenu {
    return new StandInMenu(template);
  }

  static setApplicationMenu(menu: StandInMenu | null): void {
    current = menu;
  }
}

let current: StandInMenu | null = null;

onAsked('click-menu', ({ label }) => {
  const item = allItems(current?.template ?? []).find((one) => one.label === label);
  // Our items look at none of the arguments that Electron would give.
  (item?.click as (() => void) | undefined)?.();
});

function allItems(items: readonly Electron.MenuItemConstructorOptions[]): Electron.MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? allItems(item.submenu) : [])]);
}
