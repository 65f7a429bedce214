package io.aett.reactive.engine;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How an event begins, up to where its body does. Kept for each topic and its latest version, as far as there are not very many. */
final class Beginnings {

    private static final int MOST = 4096;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Beginning(int version, byte[] bytes) {}

    private final String member;
    private final Map<String, Beginning> known = new ConcurrentHashMap<>();

    /** {@code member} is the name of what follows the topic. */
    Beginnings(String member) {
        this.member = member;
    }

    byte[] of(String topic, int version) {
        Beginning beginning = known.get(topic);
        if (beginning == null || beginning.version != version) {
            beginning = new Beginning(version, written(topic, version));
            if (known.size() < MOST) {
                known.put(topic, beginning);
            }
        }
        return beginning.bytes;
    }

    private byte[] written(String topic, int version) {
        byte[] event = EnvelopeWriter.written(out -> {
            out.writeStartObject();
            out.writeStringProperty(Envelope.TOPIC, topic);
            if (version > 1) {
                out.writeNumberProperty(Envelope.TOPIC_VERSION, version);
            }
            out.writeNumberProperty(member, 0);
            out.writeEndObject();
        });
        return Arrays.copyOf(event, event.length - "0}".length());
    }
}
