import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { appDataSource } from '../../src/data-source.js';
import { EventsModule, ListensTo, type BusListener } from './index.js';

/** For event-bus.spec.ts: a worker that takes a job and never ends it, to be killed. */
class Anything {
  static readonly type = 'specs.anything';
}

@Injectable()
@ListensTo(Anything)
class HangForever implements BusListener<Anything> {
  handle(): Promise<void> {
    return new Promise(() => undefined);
  }
}

class Database {}
const dataSource = await appDataSource(process.argv[2]!, 8).initialize();

@Module({
  imports: [
    {
      module: Database,
      global: true,
      providers: [{ provide: DataSource, useValue: dataSource }],
      exports: [DataSource],
    },
    EventsModule.forRoot({ work: true }),
  ],
  providers: [HangForever],
})
class Program {}

await NestFactory.createApplicationContext(Program, { logger: false });
process.stdout.write('it works\n');
