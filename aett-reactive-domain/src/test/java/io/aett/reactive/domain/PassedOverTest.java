package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StaleSnapshotException;
import io.aett.reactive.UnknownTopicException;
import org.junit.jupiter.api.Test;

class PassedOverTest {

    @Test
    void one_form_of_a_topic_is_told_of_once_whatever_the_stream() {
        assertThat(PassedOver.first(new StaleSnapshotException("t", "a", 1, 1, "once", "f1")))
                .isTrue();
        assertThat(PassedOver.first(new StaleSnapshotException("t", "b", 9, 9, "once", "f1")))
                .isFalse();
        assertThat(PassedOver.first(new StaleSnapshotException("t", "a", 1, 1, "once", "f2")))
                .isTrue();
        assertThat(PassedOver.first(new StaleSnapshotException("t", "a", 1, 1, "once", null)))
                .isTrue();
        assertThat(PassedOver.first(new StaleSnapshotException("t", "a", 1, 1, "other", "f1")))
                .isTrue();
    }

    @Test
    void a_topic_that_nobody_knows_is_told_of_once() {
        assertThat(PassedOver.first(new UnknownTopicException("t", "a", 1, "gone for good")))
                .isTrue();
        assertThat(PassedOver.first(new UnknownTopicException("t", "b", 1, "gone for good")))
                .isFalse();
    }

    @Test
    void snapshots_that_are_damaged_are_told_of_one_by_one() {
        assertThat(PassedOver.first(new MalformedDataException("t", "damaged a", 1, "cut off", null)))
                .isTrue();
        assertThat(PassedOver.first(new MalformedDataException("t", "damaged a", 1, "cut off", null)))
                .isFalse();
        assertThat(PassedOver.first(new MalformedDataException("t", "damaged b", 1, "cut off", null)))
                .isTrue();
    }

    @Test
    void what_is_kept_is_bounded() {
        for (int i = 0; i < 3000; i++) {
            PassedOver.first(new MalformedDataException("t", "many " + i, 1, "cut off", null));
        }
        assertThat(PassedOver.first(new MalformedDataException("t", "many 0", 1, "cut off", null)))
                .isTrue();
    }
}
