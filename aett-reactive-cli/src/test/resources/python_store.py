"""Stores commits with the library aett for Python, as its programs do, and says what the library itself reads back.

Arguments: the kind of the database, the file for what is read back, and where the database is.
"""
import datetime
import json
import os
import sys
import tempfile
import time
import uuid

if not hasattr(datetime, 'UTC'):  # Python 3.10; the library needs it
    datetime.UTC = datetime.timezone.utc

from aett.domain import Aggregate, DefaultAggregateRepository, Saga
from aett.domain.default_saga_repository import DefaultSagaRepository
from aett.eventstore import BaseEvent, Commit, DomainEvent, EventMessage, Memento, Topic, TopicMap

KIND, OUT, WHERE = sys.argv[1], sys.argv[2], sys.argv[3:]
START = datetime.datetime(2024, 5, 6, 7, 8, 9, 123456, datetime.timezone.utc)
TOKYO = datetime.timezone(datetime.timedelta(hours=9))


@Topic('account.opened')
class Opened(DomainEvent):
    owner: str


class Deposited(DomainEvent):  # its topic is the name of the class
    cents: int
    rate: float = 0.1


@Topic('gift.send')
class SendGift(BaseEvent):
    to: str


class AccountMemento(Memento):
    payload: dict


class Account(Aggregate):
    def _apply(self, event):
        pass

    def apply_memento(self, memento: AccountMemento) -> None:
        pass

    def get_memento(self):
        return AccountMemento(id=self.id, version=self.version, payload={'some': 'state'})


class Welcome(Saga):
    def _apply(self, event):
        if KIND != 's3':  # the library cannot store headers there
            self.dispatch(SendGift(source=self.id, timestamp=START, to=event.owner))
            self.dispatch(SendGift(source=self.id, timestamp=START, to='€ ' + event.owner))


def stores():
    topics = TopicMap()
    for cls in (Opened, Deposited, SendGift):
        topics.register(cls)
    if KIND == 'postgres':
        from aett.postgres import CommitStore, PersistenceManagement, SnapshotStore
        at = WHERE[0]
        return CommitStore(at, topics), SnapshotStore(at), PersistenceManagement(at, topics)
    if KIND == 'mongodb':
        import pymongo
        from aett.mongodb import CommitStore, PersistenceManagement, SnapshotStore
        database = pymongo.MongoClient(WHERE[0]).get_database(WHERE[1])
        return CommitStore(database, topics), SnapshotStore(database), PersistenceManagement(database, topics)
    endpoint, key, secret, region = WHERE[:4]
    profile = os.path.join(tempfile.mkdtemp(), 'credentials')
    with open(profile, 'w') as file:
        file.write(f'[default]\naws_access_key_id={key}\naws_secret_access_key={secret}\n')
    os.environ['AWS_SHARED_CREDENTIALS_FILE'] = profile
    if KIND == 'dynamodb':
        os.environ['AWS_ENDPOINT_URL_DYNAMODB'] = endpoint
        from aett.dynamodb import CommitStore, PersistenceManagement, SnapshotStore
        commits, snapshots = WHERE[4:6]
        return (CommitStore(topics, table_name=commits, region=region),
                SnapshotStore(snapshots, region=region),
                PersistenceManagement(commits, snapshots, region=region))
    from aett.s3 import CommitStore, PersistenceManagement, S3Config, SnapshotStore
    config = S3Config(WHERE[4], region=region, endpoint_url=endpoint)
    return CommitStore(config, topics), SnapshotStore(config), PersistenceManagement(config)


COMMITS, SNAPSHOTS, MANAGEMENT = stores()
WRITTEN = []


class Recorded:
    """The store, and in which order commits were given to it."""

    def get(self, *args, **kwargs):
        return COMMITS.get(*args, **kwargs)

    def commit(self, commit):
        key = commit.tenant_id, commit.stream_id, commit.commit_sequence
        stamp = commit.commit_stamp
        COMMITS.commit(commit)
        WRITTEN.append((key, stamp))


STORE = Recorded()


def deposited(cents, version=1):
    return Deposited(source='x', timestamp=START, version=version, cents=cents)


def store(tenant, stream, sequence, *events, revision=None, headers=None, seconds=0, id=None):
    messages = [e if isinstance(e, EventMessage) else EventMessage(body=e) for e in events]
    STORE.commit(Commit(tenant_id=tenant, stream_id=stream, stream_revision=sequence if revision is None else revision,
                        commit_id=id or uuid.uuid4(), commit_sequence=sequence,
                        commit_stamp=START + datetime.timedelta(seconds=seconds),
                        headers=headers or {}, events=messages, checkpoint_token=0))


def account(id, *cents, headers=None):
    accounts = DefaultAggregateRepository('shop', STORE, SNAPSHOTS)
    one = accounts.get(Account, id)
    if one.version == 0:
        one.raise_event(Opened(source=id, timestamp=START, version=1, owner='Ann "A" ä\u2028\u0000\U0001F600'))
    for each in cents:
        one.raise_event(deposited(each, one.version + 1))
    accounts.save(one, headers=headers)
    return accounts


def another_second():
    """The library reads commits of one second in any order from S3, and then counts them wrong."""
    if KIND == 's3':
        time.sleep(1.1)


def fill():
    MANAGEMENT.initialize()
    s3 = KIND == 's3'
    account('account-1', 1, 2 ** 80, headers=None if s3 else {'user': 'ann'})
    account('account-2', 3)
    another_second()
    account('account-1', 4).snapshot(Account, 'account-1', headers={'by': 'night'})
    another_second()
    account('account-1', 5)  # loaded through the snapshot

    saga = Welcome('saga-1', 0)
    saga.transition(Opened(source='account-1', timestamp=START, version=1, owner='Ann'))
    DefaultSagaRepository('shop', STORE).save(saga)

    every = {'n': 1, 'long': 2 ** 40, 'big': 2 ** 70, 'f': 0.1, 'e': 1e16, 'none': None, 'yes': True,
             'list': [1, 'a', None, {'b': []}], 'map': {'ü': '€'}, 'text': 'a "b" \\ \u2028'}
    message = EventMessage(body=deposited(7), headers={'by': 'bob', 'n': 1.5})
    store('other', 'account-1', 1, message, deposited(8, 2), revision=2, headers=None if s3 else every, seconds=1)
    store('other', 'account-1', 2, deposited(9), revision=3, seconds=2)

    store('shop', 'gap', 1, deposited(1), seconds=3)
    store('shop', 'gap', 3, deposited(3), seconds=4)
    store('shop', 'gap', 4, deposited(4), seconds=5)
    if not s3:
        command = SendGift(source='saga-2', timestamp=START, to='Bob')
        messages = {f'UndispatchedMessage.{i}': EventMessage(body=command, headers={'topic': 'gift.send', 'i': i}) for i in (1, 2)}
        store('shop', 'saga-2', 1, deposited(1), headers={'user': 'ann', **messages}, seconds=6)
        store('shop', 'infinite', 1, deposited(1), seconds=7)
        store('shop', 'infinite', 2, deposited(2), headers={'rate': float('inf')}, seconds=8)
        store('shop', 'infinite', 3, deposited(3), seconds=9)
    if KIND != 'mongodb':  # which takes the time of its own clock
        store('shop', 'clock', 1, deposited(1), seconds=20)
        store('shop', 'clock', 2, deposited(2), seconds=10)
    if KIND != 'postgres':
        DefaultSagaRepository('shop', STORE).save(Welcome('silent', 0))  # a commit without events
    if KIND in ('dynamodb', 's3'):  # where nothing keeps an id from being there twice
        twice = uuid.uuid4()
        store('shop', 'twice', 1, deposited(1), id=twice, seconds=30)
        store('shop', 'twice', 2, deposited(2), id=twice, seconds=31)


def read_back():
    found = {}
    for tenant, stream in dict.fromkeys(key[:2] for key, _ in WRITTEN):
        for commit in COMMITS.get(tenant, stream):
            found[(tenant, stream, commit.commit_sequence)] = commit
    lines = []
    for key, given in WRITTEN:
        commit = found[key]
        stamp = commit.commit_stamp
        if KIND == 'postgres':  # without a zone: the local time of the session that wrote it
            stamp = stamp.replace(tzinfo=TOKYO)
            assert stamp == given, (stamp, given)
        lines.append({'tenant': key[0], 'stream': key[1], 'sequence': key[2],
                      'id': str(commit.commit_id), 'revision': commit.stream_revision,
                      'stamp': stamp.astimezone(datetime.timezone.utc).isoformat(),
                      'headers': {k: v for k, v in commit.headers.items() if v != float('inf')},
                      'events': [{'topic': event.headers['topic'],
                                  'headers': {k: v for k, v in event.headers.items() if k != 'topic'},
                                  'body': json.loads(event.body.model_dump_json())} for event in commit.events]})
    with open(OUT, 'w') as file:
        json.dump(lines, file)


if WHERE[-1] == 'more':
    account('account-2', 6)
else:
    fill()
read_back()
