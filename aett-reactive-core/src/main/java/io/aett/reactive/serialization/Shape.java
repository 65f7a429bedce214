package io.aett.reactive.serialization;

import io.aett.reactive.internal.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What a class looks like in JSON.
 *
 * @param form    names and types, the same in every run and on every JDK
 * @param classes what is in it, by number
 * @param refused what of it would not come back as it was, and what helps
 */
record Shape(Form form, Map<Integer, Form> classes, List<String> refused) {

    private static final int BYTES = 16;

    Shape {
        refused = List.copyOf(refused);
    }

    /** A line for each property, the same in every run and on every JDK. */
    List<String> lines() {
        return Form.Lines.of(form, classes);
    }

    /** Form and version in short. */
    String fingerprint(int version) {
        String named = version == 1 ? form.toString() : version + " " + form;
        byte[] hash = Digests.sha256().digest(named.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, BYTES);
    }
}
