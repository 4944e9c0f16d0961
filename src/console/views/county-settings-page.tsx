import type { ReactElement, ReactNode } from 'react';
import { Checkbox, FormField, LinkButton, TextInput } from '../../../libs/krds/index.js';
import type { ChangePreview } from '../../cases/index.js';
import { ActForm, Done, Refusal } from './act-form.js';
import { MovesPreview } from './moves-preview.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';

/** As the form has it. */
export interface CountySettingsForm {
  lunchStartsAt: string;
  exactInstants: boolean;
  receiptAfterHoursIsDayOne: boolean;
  notifiesByDefault: boolean;
  tellsOldNews: boolean;
  notifiedKinds: string[];
}

export const KIND_NAMES: Record<string, string> = {
  INQUIRY: '질의민원',
  PROPOSAL: '건의민원',
  GRIEVANCE: '고충민원',
  OTHER: '기타민원',
};

interface CountySettingsPageProps {
  frame: StaffFrame;
  settings: CountySettingsForm;
  done?: boolean;
  faults?: Record<string, string>;
}

/** What a county decides about its petitions. */
export function CountySettingsPage({ frame, settings, done, faults }: CountySettingsPageProps): ReactElement {
  return (
    <StaffPage frame={frame} title="업무 기준">
      {done === true && <Done>업무 기준을 바꿨습니다. 옮겨지는 기한은 없습니다.</Done>}
      <ActForm method="get" action="/county-settings/change" act="옮겨질 기한 먼저 보기">
        <Panel id="time" title="근무시간과 처리기간">
          <div className="ma-settings">
            <FormField
              id="lunchStartsAt"
              label="점심시간이 시작하는 시각"
              hint="11:00부터 13:00까지. 한 시간 쉽니다(지방공무원 복무규정 제2조)."
              error={faults?.lunchStartsAt}
            >
              <TextInput
                id="lunchStartsAt"
                name="lunchStartsAt"
                type="time"
                size="small"
                min="11:00"
                max="13:00"
                required
                defaultValue={settings.lunchStartsAt}
              />
            </FormField>
            <Checkbox
              id="exactInstants"
              name="exactInstants"
              value="on"
              checked={settings.exactInstants}
              label="5일 이하 민원은 빼는 기간을 분까지 셉니다"
              hint="끄면 하루 단위로 뺍니다."
            />
            <Checkbox
              id="receiptAfterHoursIsDayOne"
              name="receiptAfterHoursIsDayOne"
              value="on"
              checked={settings.receiptAfterHoursIsDayOne}
              label="근무일 18:00 뒤에 접수해도 그날이 첫날입니다"
              hint="끄면 다음 근무일이 첫날입니다."
            />
          </div>
        </Panel>
        <Panel id="told" title="누구에게 알리는지">
          <div className="ma-settings">
            <Checkbox
              id="notifiesByDefault"
              name="notifiesByDefault"
              value="on"
              checked={settings.notifiesByDefault}
              label="새올에 알림 신청 여부가 없으면 알립니다"
              hint="신청인이 거부하면 언제나 알리지 않습니다."
            />
            <Checkbox
              id="tellsOldNews"
              name="tellsOldNews"
              value="on"
              checked={settings.tellsOldNews}
              label="늦게 도착한 보완 요구, 연장, 결과는 아직 맞으면 알립니다"
              hint="24근무시간이 지나 도착한 다른 단계는 기록만 합니다."
            />
            <fieldset className="ma-fieldset">
              <legend className="ma-legend">법정민원 말고도 알리는 민원</legend>
              {Object.entries(KIND_NAMES).map(([kind, name]) => (
                <Checkbox
                  key={kind}
                  id={`kind-${kind}`}
                  name="notifiedKinds"
                  value={kind}
                  checked={settings.notifiedKinds.includes(kind)}
                  label={name}
                />
              ))}
            </fieldset>
          </div>
        </Panel>
      </ActForm>
    </StaffPage>
  );
}

interface CountySettingsEditPageProps {
  frame: StaffFrame;
  settings: CountySettingsForm;
  preview: ChangePreview | null;
  refusal?: { detail: string };
}

/** What new settings would move, before they are confirmed. */
export function CountySettingsEditPage(props: CountySettingsEditPageProps): ReactElement {
  const { frame, settings, preview, refusal } = props;
  const on = (is: boolean) => (is ? 'on' : undefined);
  return (
    <StaffPage frame={frame} title="업무 기준: 확인">
      <Refusal problem={refusal} />
      {preview === null ? (
        <LinkButton href="/county-settings" size="small">
          업무 기준으로
        </LinkButton>
      ) : (
        <>
          <Panel id="what" title="바뀐 뒤의 기준">
            <dl className="ma-pairs">
              <Pair name="점심시간">{settings.lunchStartsAt}부터 한 시간</Pair>
              <Pair name="5일 이하">{settings.exactInstants ? '분까지 셈' : '하루 단위로 뺌'}</Pair>
              <Pair name="18시 뒤 접수">
                {settings.receiptAfterHoursIsDayOne ? '그날이 첫날' : '다음 근무일이 첫날'}
              </Pair>
              <Pair name="신청 없음">{settings.notifiesByDefault ? '알림' : '알리지 않음'}</Pair>
              <Pair name="늦은 소식">{settings.tellsOldNews ? '아직 맞으면 알림' : '기록만 함'}</Pair>
              <Pair name="함께 알림">
                {settings.notifiedKinds.map((kind) => KIND_NAMES[kind] ?? kind).join(', ') || '법정민원만'}
              </Pair>
            </dl>
            <ActForm
              action="/county-settings/change"
              act="이 기준으로 바꾸기"
              back="/county-settings"
              hidden={{
                lunchStartsAt: settings.lunchStartsAt,
                exactInstants: on(settings.exactInstants),
                receiptAfterHoursIsDayOne: on(settings.receiptAfterHoursIsDayOne),
                notifiesByDefault: on(settings.notifiesByDefault),
                tellsOldNews: on(settings.tellsOldNews),
                kinds: settings.notifiedKinds.join(','),
              }}
            />
          </Panel>
          <MovesPreview preview={preview} />
        </>
      )}
    </StaffPage>
  );
}

function Pair({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
