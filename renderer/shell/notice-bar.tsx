// What went wrong with the last thing the user asked for: one line, until dismissed or something else is asked.
import type { JSX } from 'react';
import { useSession, useWorkspace } from '../store/use-workspace.ts';
import { Banner } from '../ui/banner.tsx';
import { ToolButton } from '../ui/button.tsx';

export function NoticeBar(): JSX.Element | null {
  const notice = useSession((state) => state.notice);
  const workspace = useWorkspace();
  if (notice === null) return null;
  return (
    <Banner icon="warning" label="Notice" title={notice.title} says={notice.message}>
      <ToolButton icon="close" label="Dismiss" onPress={() => workspace.dismissNotice()} />
    </Banner>
  );
}
