package io.aett.reactive.testkit.nothing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import io.aett.reactive.testkit.suite.InitializationContract;
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

    private static final int AT_LEAST = 600;

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

    static class All extends EventStoreContract {
        @Override
        protected RequestCounting fixture() {
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
