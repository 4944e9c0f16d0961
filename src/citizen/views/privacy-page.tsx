import type { ReactElement } from 'react';
import { CitizenPage, Facts, PhoneLink, Sheet, type CitizenFrame } from './citizen-page.js';

/** A company that handles personal data for the county (위탁, 개인정보 보호법 art. 26). */
export interface Processor {
  name: string;
  /** What it does for us. */
  task: { ko: string; en: string };
}

export interface PrivacyPageProps {
  frame: CitizenFrame;
  processors: Processor[];
  /** Days after completion until names, numbers and texts are wiped; REFUSED and RETURNED longer. */
  retention: { days: number; refusedDays: number };
  /** Department in charge of personal data, and its telephone. */
  officer: { department: { ko: string; en: string }; phone: string };
}

/** Privacy notice and list of processors; the heading is bilingual, the notice is Korean as the law publishes it, with a summary in English. */
export function PrivacyPage({ frame, processors, retention, officer }: PrivacyPageProps): ReactElement {
  const isEnglish = frame.reading.lang === 'en';
  const title = isEnglish ? 'Privacy notice' : '개인정보 처리 안내';
  const lang = isEnglish ? 'en' : 'ko';
  const text = isEnglish ? english(retention) : korean(retention);
  return (
    <CitizenPage frame={{ ...frame, privacyPath: undefined }} title={title} service={title}>
      <section className="ma-sheet">
        <h1 className="ma-hero-title">{title}</h1>
        <p className="ma-lead">{text.lead}</p>
      </section>
      {text.parts.map((part, index) => (
        <Sheet key={part.title} id={`part-${index}`} title={part.title}>
          <ul className="ma-bullets">
            {part.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </Sheet>
      ))}
      <Sheet id="processors" title={isEnglish ? 'Companies that send messages for us' : '개인정보 처리 위탁'}>
        {processors.length === 0 ? (
          <p>{isEnglish ? 'No company handles your data for us.' : '맡긴 업체가 없습니다.'}</p>
        ) : (
          <Facts facts={processors.map(({ name, task }) => ({ name, value: task[lang] }))} />
        )}
      </Sheet>
      <Sheet id="officer" title={isEnglish ? 'Whom to ask' : '문의'}>
        <p>
          {officer.department[lang]} <PhoneLink number={officer.phone} />
        </p>
      </Sheet>
    </CitizenPage>
  );
}

interface Text {
  lead: string;
  parts: { title: string; lines: string[] }[];
}

function korean({ days, refusedDays }: PrivacyPageProps['retention']): Text {
  return {
    lead: '민원 처리 과정을 알려 드리는 데 꼭 필요한 정보만 쓰고, 처리가 끝나면 지웁니다.',
    parts: [
      {
        title: '무엇을 왜 쓰나요',
        lines: [
          '신청인과 대리인의 이름, 휴대전화번호: 처리 단계를 알려 드리기 위해',
          '민원 종류, 접수번호, 처리 단계와 날짜: 진행상황을 보여 드리기 위해',
          '만족도 답변: 서비스를 개선하기 위해. 이름과 연락처 없이 저장합니다.',
          '주민등록번호와 주소는 받지 않습니다.',
        ],
      },
      {
        title: '언제까지 보관하나요',
        lines: [
          `처리가 끝나고 ${days}일이 지나면 이름, 전화번호, 메시지 내용을 지웁니다.`,
          `거부되거나 반려된 민원은 이의신청을 위해 ${refusedDays}일 뒤에 지웁니다.`,
          '보냈다는 기록(보낸 때, 방법, 결과)은 누구인지 알 수 없는 형태로 남습니다.',
        ],
      },
      {
        title: '어떤 권리가 있나요',
        lines: [
          '열람, 정정, 삭제, 처리정지를 요구하실 수 있습니다. 아래 부서로 전화해 주세요.',
          '알림은 진행상황 화면에서 언제든 멈추거나 다시 받으실 수 있습니다.',
        ],
      },
      {
        title: '어떻게 지키나요',
        lines: ['이름과 전화번호는 암호화해 저장하고 화면에는 일부를 가립니다.', '누가 언제 열어 보았는지 기록합니다.'],
      },
    ],
  };
}

function english({ days, refusedDays }: PrivacyPageProps['retention']): Text {
  return {
    lead: 'We use only what is needed to tell you how your petition proceeds, and erase it afterwards.',
    parts: [
      {
        title: 'What we use and why',
        lines: [
          'Name and mobile number of the applicant and the agent: to tell you each step',
          'Type, receipt number, steps and dates of the petition: to show its status',
          'Survey answers: to improve the service; kept without name or number',
          'Resident registration numbers and addresses are not taken.',
        ],
      },
      {
        title: 'How long we keep it',
        lines: [
          `Names, numbers and message texts are erased ${days} days after completion.`,
          `For petitions refused or returned, ${refusedDays} days after completion, so that an objection can be handled.`,
          'The record that a message was sent (when, how, result) stays in a form that identifies nobody.',
        ],
      },
      {
        title: 'Your rights',
        lines: [
          'You may ask to see, correct or erase your data, or to stop its use. Please call the number below.',
          'You can stop messages or turn them on again on the status page at any time.',
        ],
      },
      {
        title: 'How we protect it',
        lines: [
          'Names and numbers are encrypted, and partly hidden on screens.',
          'Who looked at them, and when, is recorded.',
        ],
      },
    ],
  };
}
