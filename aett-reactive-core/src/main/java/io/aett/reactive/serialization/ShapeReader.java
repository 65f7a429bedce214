package io.aett.reactive.serialization;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Reads the {@link Shape} of one class as the mapper sees it: properties with their types, through nested classes, collections and the
 * subtypes of polymorphic ones. What has a serializer of its own is not looked into.
 */
final class ShapeReader {

    private static final String JACKSON = "tools.jackson.";

    private final JsonMapper mapper;
    private final SerializationContext context;
    private final SerializationConfig config;
    private final AnnotationIntrospector annotations;
    private final Map<JavaType, Integer> seen = new HashMap<>();
    private final Map<Integer, Form> classes = new HashMap<>();
    private final Set<String> refused = new LinkedHashSet<>();

    private ShapeReader(JsonMapper mapper) {
        this.mapper = mapper;
        this.context = mapper._serializationContext();
        this.config = mapper.serializationConfig();
        this.annotations = config.getAnnotationIntrospector();
    }

    static Shape of(JsonMapper mapper, Class<?> type) {
        ShapeReader reader = new ShapeReader(mapper);
        Form form = reader.value(mapper.constructType(type), type.getSimpleName(), true);
        return new Shape(form, reader.classes, new ArrayList<>(reader.refused));
    }

    private Form refuse(String path, String what, String cure) {
        refused.add(path + " " + what + "; " + cure);
        return new Form.Leaf(what);
    }

    /** @param told whether it is told which subclass a value is of, so that it need not be exactly this one */
    private Form value(JavaType type, String path, boolean told) {
        Class<?> raw = type.getRawClass();
        if (raw == Object.class) {
            return refuse(
                    path,
                    "is declared as Object, or as a type variable, raw or wildcard",
                    "declare the type that it holds, or JsonNode for any JSON");
        }
        if (type.isEnumType()) {
            return new Form.Leaf(constants(raw));
        }
        if (Exact.value(raw) || JsonNode.class.isAssignableFrom(raw)) {
            return new Form.Leaf(raw.getName());
        }
        String own = ownSerializer(context.findValueSerializer(type));
        if (own != null) {
            return new Form.Leaf(own);
        }
        if (type.isReferenceType() || type.isContainerType()) {
            return content(type, path, told);
        }
        if (Exact.ofJdk(raw)) {
            return refuse(
                    path,
                    "is a " + raw.getName() + ", of which it is not certain that it comes back as it was",
                    "use one of the types in the documentation's list, or annotate it with a serializer and a deserializer");
        }
        return object(type, path, told);
    }

    private static @Nullable String ownSerializer(ValueSerializer<?> serializer) {
        return serializer.getClass().getName().startsWith(JACKSON)
                ? null
                : "by " + serializer.getClass().getName();
    }

    private String constants(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Object constant : type.getEnumConstants()) {
            names.add(mapper.writeValueAsString(constant));
        }
        return "enum" + names;
    }

    private Form content(JavaType type, String path, boolean told) {
        Class<?> raw = type.getRawClass();
        JavaType content = type.getContentType();
        boolean nested = type.isReferenceType() && content.isReferenceType();
        if (!type.isArrayType() && (!Exact.ofJdk(raw) || nested || (type.isReferenceType() && raw != Optional.class))) {
            return refuse(
                    path,
                    "is a " + type.toCanonical() + ", of which only the content is stored",
                    "use a collection, map or single Optional of the JDK");
        }
        if (type.isMapLikeType()) {
            return new Form.Within("{" + key(type.getKeyType(), path) + "}", value(content, path + "{}", told));
        }
        return type.isReferenceType()
                ? new Form.Within("?", value(content, path, told))
                : new Form.Within("[]", value(content, path + "[]", told));
    }

    private String key(JavaType type, String path) {
        Class<?> raw = type.getRawClass();
        if (type.isEnumType()) {
            return constants(raw);
        }
        if (Exact.key(raw)) {
            return raw.getName();
        }
        if (raw != Object.class && !Exact.ofJdk(raw)) {
            BeanDescription bean = describe(type);
            AnnotatedMember text =
                    bean.findJsonKeyAccessor() == null ? bean.findJsonValueAccessor() : bean.findJsonKeyAccessor();
            if (text != null) {
                return "=" + text.getType().toCanonical();
            }
        }
        String own = ownSerializer(context.findKeySerializer(type, null));
        if (own != null) {
            return own;
        }
        return refuse(
                        path,
                        "has keys of " + raw.getName() + ", which are stored by their toString()",
                        "use text, an enum, a UUID, a number or a time, or give the class a @JsonValue and a @JsonCreator")
                .toString();
    }

    private BeanDescription describe(JavaType type) {
        return context.introspectBeanDescription(type, context.introspectClassAnnotations(type));
    }

    private Form object(JavaType type, String path, boolean told) {
        Class<?> raw = type.getRawClass();
        BeanDescription bean = describe(type);
        AnnotatedClass annotated = bean.getClassInfo();
        JavaType read = annotations.refineDeserializationType(mapper.deserializationConfig(), annotated, type);
        if (!read.equals(type)) {
            return value(read, path, told);
        }
        boolean polymorphic = typeInfo(annotated);
        if (!told && !polymorphic && !Modifier.isFinal(raw.getModifiers())) {
            return refuse(
                    path,
                    "is a " + raw.getName() + ", and nothing says which subclass it holds",
                    raw.isSealed()
                            ? "annotate the sealed type with @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)"
                            : "make the class final or a record, or a sealed type with @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)");
        }
        int number = seen.size();
        Integer before = seen.putIfAbsent(type, number);
        if (before != null) {
            return new Form.Again(before);
        }
        if (bean.findJsonValueAccessor() != null) {
            return numbered(number, new Form.Value(number, property(bean.findJsonValueAccessor(), null, path)));
        }
        boolean hasNone = raw.isInterface() || Modifier.isAbstract(raw.getModifiers());
        SortedMap<String, Form> own = hasNone ? null : properties(bean, path);
        return numbered(number, new Form.Fields(number, own, polymorphic ? subtypes(type, annotated, path) : null));
    }

    private Form numbered(int number, Form form) {
        classes.put(number, form);
        return form;
    }

    private Form.Subtypes subtypes(JavaType type, AnnotatedClass annotated, String path) {
        SortedMap<String, Form> forms = new TreeMap<>();
        List<NamedType> known =
                new ArrayList<>(config.getSubtypeResolver().collectAndResolveSubtypesByClass(config, annotated));
        known.sort(Comparator.comparing(sub -> sub.getType().getName()));
        for (NamedType sub : known) {
            if (sub.getType() != type.getRawClass()) {
                String name = sub.hasName() ? sub.getName() : sub.getType().getName();
                forms.put(
                        name,
                        value(
                                config.constructType(sub.getType()),
                                path + "<" + sub.getType().getSimpleName() + ">",
                                true));
            }
        }
        JsonTypeInfo.Value info = annotations.findPolymorphicTypeInfo(config, annotated);
        boolean several = !Modifier.isFinal(type.getRawClass().getModifiers());
        String how = "by " + info.getIdType() + " in " + info.getInclusionType() + " " + info.getPropertyName();
        return new Form.Subtypes(
                String.valueOf(info), several ? "one of several, " + how : "named " + how, several, forms);
    }

    private boolean typeInfo(Annotated annotated) {
        JsonTypeInfo.Value info = annotations.findPolymorphicTypeInfo(config, annotated);
        return info != null && info.getIdType() != JsonTypeInfo.Id.NONE;
    }

    private SortedMap<String, Form> properties(BeanDescription bean, String path) {
        refuseHidden(bean.getBeanClass(), path);
        SortedMap<String, Form> forms = new TreeMap<>();
        // In the order of names: that of declaration is not the same on every JVM.
        List<BeanPropertyDefinition> sorted = new ArrayList<>(bean.findProperties());
        sorted.sort(Comparator.comparing(BeanPropertyDefinition::getName));
        for (BeanPropertyDefinition property : sorted) {
            AnnotatedMember written = property.getAccessor();
            if (written != null) {
                String at = path + "." + property.getName();
                forms.put(property.getName(), property(written, property.getMutator(), at));
            }
        }
        if (bean.findAnyGetter() != null) {
            forms.put("", property(bean.findAnyGetter(), null, path + ".*"));
        }
        return forms;
    }

    private Form property(AnnotatedMember written, @Nullable AnnotatedMember read, String path) {
        for (AnnotatedMember member : read == null ? List.of(written) : List.of(written, read)) {
            for (Object by : new Object[] {
                annotations.findSerializer(config, member),
                annotations.findDeserializer(mapper.deserializationConfig(), member),
                annotations.findContentSerializer(config, member),
                annotations.findContentDeserializer(mapper.deserializationConfig(), member),
                annotations.findKeySerializer(config, member),
                annotations.findKeyDeserializer(mapper.deserializationConfig(), member),
                annotations.findSerializationConverter(config, member)
            }) {
                if (by != null) {
                    return new Form.Leaf("by "
                            + (by instanceof Class<?> type
                                    ? type.getName()
                                    : by.getClass().getName()));
                }
            }
        }
        JavaType type =
                annotations.refineDeserializationType(mapper.deserializationConfig(), written, written.getType());
        return value(type, path, typeInfo(written));
    }

    /** A field that a subclass hides by one of the same name is not stored, and neither are those of the JDK's classes. */
    private void refuseHidden(Class<?> type, String path) {
        Set<String> names = new HashSet<>();
        for (Class<?> at = type; at != null && at != Object.class && at != Record.class; at = at.getSuperclass()) {
            if (Exact.ofJdk(at)) {
                refuse(
                        path,
                        "extends " + at.getName() + ", whose fields are not stored",
                        "keep what it needs in fields of its own");
                return;
            }
            for (Field field : at.getDeclaredFields()) {
                boolean kept = !Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.isSynthetic()
                        && !field.isAnnotationPresent(JsonIgnore.class);
                if (kept && !names.add(field.getName())) {
                    refuse(
                            path + "." + field.getName(),
                            "of " + at.getName() + " is hidden by a field of the same name in a subclass",
                            "rename one of them");
                }
            }
        }
    }
}
