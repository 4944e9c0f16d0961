import { createElement, type ReactElement } from 'react';
import { Button, FormField, LinkButton, Notice, RadioGroup, Select, TextInput } from '../../../libs/krds/index.js';
import type { Problem } from '../../../libs/http/index.js';
import type { Preview, TemplateView } from '../../messaging/index.js';
import { Panel, StaffPage, type StaffFrame } from './staff-page.js';
import { TemplatePhones, type PhoneSender } from './template-phones.js';
import { languageName, templateName } from './template-words.js';

interface TemplateEditorPageProps {
  frame: StaffFrame;
  template: TemplateView;
  /** It goes on from words in another language. */
  isTranslation: boolean;
  fields: Record<string, string>;
  samples: 'TYPICAL' | 'LONGEST';
  /** Null where it cannot be shown; `refusal` says why. */
  preview: Preview | null;
  sender: PhoneSender;
  mostButtons: { alimtalk: number; rcs: number };
  refusal?: Problem;
}

/** Screen 13: words on the left, phones on the right; the phones follow what is typed, or the button where there is no script. */
export function TemplateEditorPage(props: TemplateEditorPageProps): ReactElement {
  const { frame, template, isTranslation, fields, samples, preview, sender, mostButtons, refusal } = props;
  const isDraft = template.submittedAt === null && template.madeBy !== null;
  return (
    <StaffPage
      frame={frame}
      title={`${templateName(template)}: ${isTranslation ? `${languageName(template.language)} ` : ''}${isDraft ? '초안 고치기' : '새 초안'}`}
      aside={
        <LinkButton href={`/templates/${template.id}`} size="small" tone="tertiary">
          고치지 않고 돌아가기
        </LinkButton>
      }
    >
      <div className="ma-editor">
        <form
          method="post"
          action={`/templates/${template.id}/edit?language=${template.language}`}
          className="ma-fields"
          data-preview-form=""
          data-turbo="false"
        >
          <Panel id="alimtalk-words" title={`알림톡과 RCS 본문 (${languageName(template.language)})`}>
            <p className="ma-note">
              {'{{기관명}}'}과 {'{{주소}}'}는 심사를 요청할 때 한 번 채우고,{' '}
              <span className="ma-as-one">{'#{변수}'}</span>는 보낼 때마다 채웁니다. 변수 뒤에 조사를 붙이지 마세요.
            </p>
            {isTranslation && (
              <Notice tone="information" title={`${languageName(template.language)}로 쓰는 새 문구입니다`}>
                아래는 바탕이 되는 문구입니다. 옮겨 적은 뒤 저장하세요. 변수는 그대로 두고 버튼의 이름도 옮깁니다.
              </Notice>
            )}
            <Words name="alimtalk" label="본문" rows={18} fields={fields} />
            <Buttons place="alimtalk" legend="알림톡 버튼" most={mostButtons.alimtalk} fields={fields} />
          </Panel>
          <Panel id="rcs-words" title="RCS">
            <Line name="rcsTitle" label="제목" hint="30자까지. 본문은 알림톡과 같습니다." fields={fields} />
            <Buttons place="rcs" legend="RCS 버튼" most={mostButtons.rcs} fields={fields} />
          </Panel>
          <Panel id="text-words" title="문자">
            <Line name="lmsTitle" label="장문 제목" hint="40바이트까지." fields={fields} />
            <Words name="lms" label="장문 본문" hint="2,000바이트까지." rows={12} fields={fields} />
            <Words
              name="sms"
              label="단문"
              hint="90바이트 안이면 장문 대신 나갑니다. 비우면 늘 장문으로 나갑니다."
              rows={3}
              fields={fields}
            />
          </Panel>
          <div className="ma-editor-acts">
            <RadioGroup
              name="samples"
              legend="미리보기에 채울 값"
              value={samples}
              options={[
                { value: 'TYPICAL', label: '보통 값' },
                { value: 'LONGEST', label: '가장 긴 값' },
              ]}
            />
            <Button name="act" value="preview" tone="secondary">
              미리보기
            </Button>
            <Button name="act" value="save">
              초안 저장
            </Button>
          </div>
        </form>
        {createElement(
          'template-preview',
          null,
          <div id="preview" className="ma-panel" role="region" aria-labelledby="preview-title" tabIndex={0}>
            <h2 id="preview-title" className="ma-panel-title">
              받는 분의 전화기
            </h2>
            {refusal !== undefined && (
              <Notice tone="danger" isAlert title="하지 않았습니다">
                {refusal.detail}
              </Notice>
            )}
            {preview !== null && (
              <TemplatePhones preview={preview} sender={sender} hasSms={(fields.sms ?? '').trim() !== ''} />
            )}
          </div>,
        )}
      </div>
    </StaffPage>
  );
}

interface FieldProps {
  name: string;
  label: string;
  hint?: string;
  fields: Record<string, string>;
}

function Words({ name, label, hint, rows, fields }: FieldProps & { rows: number }): ReactElement {
  return (
    <FormField id={name} label={label} hint={hint}>
      <textarea
        id={name}
        name={name}
        rows={rows}
        className="krds-input ma-textarea"
        defaultValue={fields[name] ?? ''}
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
      />
    </FormField>
  );
}

function Line({ name, label, hint, fields }: FieldProps): ReactElement {
  return (
    <FormField id={name} label={label} hint={hint}>
      <TextInput
        id={name}
        name={name}
        defaultValue={fields[name] ?? ''}
        aria-describedby={hint === undefined ? undefined : `${name}-hint`}
      />
    </FormField>
  );
}

interface ButtonsProps {
  place: 'alimtalk' | 'rcs';
  legend: string;
  most: number;
  fields: Record<string, string>;
}

/** AlimTalk opens addresses only; RCS dials as well. */
function Buttons({ place, legend, most, fields }: ButtonsProps): ReactElement {
  return (
    <fieldset className="ma-fieldset ma-button-fields">
      <legend className="ma-legend">{legend}</legend>
      {Array.from({ length: most }, (_, index) => (
        <div key={index} className="ma-button-row">
          <label className="sr-only" htmlFor={`${place}Name${index}`}>
            {legend} {index + 1} 이름
          </label>
          <TextInput
            id={`${place}Name${index}`}
            name={`${place}Name${index}`}
            size="small"
            placeholder={`버튼 ${index + 1} 이름`}
            defaultValue={fields[`${place}Name${index}`] ?? ''}
          />
          {place === 'rcs' && (
            <>
              <label className="sr-only" htmlFor={`${place}Type${index}`}>
                {legend} {index + 1} 종류
              </label>
              <Select
                id={`${place}Type${index}`}
                name={`${place}Type${index}`}
                size="small"
                value={fields[`${place}Type${index}`] ?? 'WL'}
                options={[
                  { value: 'WL', label: '주소 열기' },
                  { value: 'DL', label: '전화 걸기' },
                ]}
              />
            </>
          )}
          <label className="sr-only" htmlFor={`${place}Target${index}`}>
            {legend} {index + 1} {place === 'rcs' ? '주소나 번호' : '주소'}
          </label>
          <TextInput
            id={`${place}Target${index}`}
            name={`${place}Target${index}`}
            size="small"
            placeholder={place === 'rcs' ? '주소나 전화번호' : '{{주소}}/s/#{열람키}'}
            defaultValue={fields[`${place}Target${index}`] ?? ''}
          />
        </div>
      ))}
    </fieldset>
  );
}
