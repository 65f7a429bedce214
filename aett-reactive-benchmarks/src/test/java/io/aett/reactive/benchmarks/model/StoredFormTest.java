package io.aett.reactive.benchmarks.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StoredFormTest {

    @Test
    void what_is_read_is_what_was_written() {
        ItemAdded event = ItemAdded.number(7);

        assertThat(StoredForm.read(StoredForm.write(event)).events())
                .containsExactly(new StoredForm.EventForm("item-added", event));
        assertThat(StoredForm.write(List.of(event))).isEqualTo(StoredForm.write(event));
        assertThat(StoredForm.quantity(StoredForm.write(event))).isEqualTo(event.quantity());
    }
}
