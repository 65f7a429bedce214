package io.aett.reactive.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    private final Locale before = Locale.getDefault();

    @AfterEach
    void restoreTheLocale() {
        Locale.setDefault(before);
    }

    /** N4: two processes that call a slice by different names would both own it. */
    @ParameterizedTest
    @ValueSource(strings = {"ar-EG", "th-TH-u-nu-thai", "tr-TR"})
    void a_slice_has_one_name_in_all_locales(String tag) {
        Locale.setDefault(Locale.forLanguageTag(tag));

        assertThat(Names.lease(17)).isEqualTo("lease/00017");
    }
}
