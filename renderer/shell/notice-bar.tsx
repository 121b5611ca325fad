// What went wrong with the last thing the user asked for, or what it changed besides: one line, until dismissed or something else
// is asked.
import type { JSX } from 'react';
import { useSession, useWorkspace } from '../store/use-workspace.ts';
import { Banner } from '../ui/banner.tsx';
import { Button, ToolButton } from '../ui/button.tsx';

export function NoticeBar(): JSX.Element | null {
  const notice = useSession((state) => state.notice);
  const workspace = useWorkspace();
  if (notice === null) return null;
  return (
    <Banner icon={notice.undo ? 'info' : 'warning'} label="Notice" title={notice.title} says={notice.message}>
      {notice.undo && (
        <Button
          kind="quiet"
          onPress={() => {
            notice.undo?.();
            workspace.dismissNotice();
          }}
        >
          Undo
        </Button>
      )}
      <ToolButton icon="close" label="Dismiss" onPress={() => workspace.dismissNotice()} />
    </Banner>
  );
}
