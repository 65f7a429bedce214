package io.aett.reactive.engine;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How an event begins, up to where its body does. Written once for each topic, as far as there are not very many. */
final class Beginnings {

    private static final int MOST = 4096;

    private final String member;
    private final Map<String, byte[]> known = new ConcurrentHashMap<>();

    /** {@code member} is the name of what follows the topic. */
    Beginnings(String member) {
        this.member = member;
    }

    byte[] of(String topic) {
        byte[] beginning = known.get(topic);
        if (beginning == null) {
            beginning = written(topic);
            if (known.size() < MOST) {
                known.put(topic, beginning);
            }
        }
        return beginning;
    }

    private byte[] written(String topic) {
        byte[] event = EnvelopeWriter.written(out -> {
            out.writeStartObject();
            out.writeStringProperty(Envelope.TOPIC, topic);
            out.writeNumberProperty(member, 0);
            out.writeEndObject();
        });
        return Arrays.copyOf(event, event.length - "0}".length());
    }
}
