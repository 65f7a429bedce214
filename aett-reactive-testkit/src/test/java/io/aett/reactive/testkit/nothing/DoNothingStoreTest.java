package io.aett.reactive.testkit.nothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.CommitContract;
import io.aett.reactive.testkit.suite.ConcurrencyContract;
import io.aett.reactive.testkit.suite.ConflictContract;
import io.aett.reactive.testkit.suite.DuplicateContract;
import io.aett.reactive.testkit.suite.FollowContract;
import io.aett.reactive.testkit.suite.GlobalOrderContract;
import io.aett.reactive.testkit.suite.IdContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import io.aett.reactive.testkit.suite.ManagementContract;
import io.aett.reactive.testkit.suite.RangeContract;
import io.aett.reactive.testkit.suite.SnapshotContract;
import io.aett.reactive.testkit.suite.TimeTravelContract;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class DoNothingStoreTest {

    private static final int AT_LEAST = 200;

    @Test
    void every_test_of_every_suite_fails_on_a_store_that_does_nothing() {
        AtomicInteger ran = new AtomicInteger();
        ConcurrentLinkedQueue<String> notFailed = new ConcurrentLinkedQueue<>();
        var request = LauncherDiscoveryRequestBuilder.request()
                .selectors(suites().stream().map(suite -> selectClass(suite)).toList())
                .build();

        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                    ran.incrementAndGet();
                    if (result.getStatus() != Status.FAILED) {
                        notFailed.add(test.getUniqueId());
                    }
                }
            }

            @Override
            public void executionSkipped(TestIdentifier test, String reason) {
                notFailed.add("skipped: " + test.getUniqueId());
            }
        });

        assertThat(notFailed).isEmpty();
        assertThat(ran.get()).isGreaterThanOrEqualTo(AT_LEAST);
    }

    private static List<Class<?>> suites() {
        return List.of(DoNothingStoreTest.class.getDeclaredClasses());
    }

    static class Commits extends CommitContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Ranges extends RangeContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Ids extends IdContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Duplicates extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Conflicts extends ConflictContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Concurrency extends ConcurrencyContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class GlobalOrder extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Follow extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class TimeTravel extends TimeTravelContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Snapshots extends SnapshotContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Management extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }

    static class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return new NothingFixture();
        }
    }
}
