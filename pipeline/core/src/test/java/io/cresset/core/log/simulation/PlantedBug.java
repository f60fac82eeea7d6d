package io.cresset.core.log.simulation;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicCallSiteDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A defect of the log for the simulation to find. It is put into the log's classes as a test loads
 * them, so that there is no switch for it in the log.
 */
record PlantedBug(String name, List<Redirect> redirects) {
  private static final String PACKAGE = "io.cresset.core.log.";
  private static final ClassDesc DEFECTS = ClassDesc.of(PACKAGE + "Defects");

  /**
   * Where a method of the log's classes calls another, or reads a field, a method of {@link
   * io.cresset.core.log.Defects} is called.
   *
   * @param in the class, and the method with its lambdas
   * @param target the class, and its method or field
   * @param times how often that must be met, so that a bug is what it says after the log has
   *     changed
   */
  record Redirect(String in, String target, String to, int times) {
    private String className() {
      return in.substring(0, in.indexOf('.'));
    }

    private boolean isIn(String method) {
      String name = in.substring(in.indexOf('.') + 1);
      return method.equals(name) || method.startsWith("lambda$" + name + "$");
    }

    private boolean isTarget(ClassDesc owner, String member) {
      return target.equals(owner.displayName() + "." + member);
    }
  }

  PlantedBug(String name, Redirect... redirects) {
    this(name, List.of(redirects));
  }

  /**
   * The class as it is with this bug in it.
   *
   * @param name its full name
   * @throws IllegalStateException if the log's code is not what the bug was made for
   */
  byte[] plantedIn(String name, byte[] bytes) {
    byte[] planted = bytes;
    for (Redirect redirect : redirects) {
      if (name.equals(PACKAGE + redirect.className())) {
        planted = redirected(planted, redirect);
      }
    }
    return planted;
  }

  private static byte[] redirected(byte[] bytes, Redirect redirect) {
    AtomicInteger hits = new AtomicInteger();
    CodeTransform code = (builder, element) -> put(builder, element, redirect, hits);
    ClassFile file = ClassFile.of();
    byte[] planted =
        file.transformClass(
            file.parse(bytes),
            ClassTransform.transformingMethodBodies(
                (MethodModel method) -> redirect.isIn(method.methodName().stringValue()), code));
    if (hits.get() != redirect.times()) {
      throw new IllegalStateException(redirect + " was met " + hits.get() + " times");
    }
    return planted;
  }

  private static void put(
      CodeBuilder builder, CodeElement element, Redirect redirect, AtomicInteger hits) {
    switch (element) {
      case InvokeInstruction call
          when redirect.isTarget(call.owner().asSymbol(), call.name().stringValue()) -> {
        boolean isStatic = call.opcode() == java.lang.classfile.Opcode.INVOKESTATIC;
        MethodTypeDesc type = call.typeSymbol();
        builder.invokestatic(
            DEFECTS,
            redirect.to(),
            isStatic ? type : type.insertParameterTypes(0, call.owner().asSymbol()));
        hits.incrementAndGet();
      }
      case FieldInstruction field
          when field.opcode() == java.lang.classfile.Opcode.GETFIELD
              && redirect.isTarget(field.owner().asSymbol(), field.name().stringValue()) -> {
        builder.invokestatic(
            DEFECTS,
            redirect.to(),
            MethodTypeDesc.of(field.typeSymbol(), field.owner().asSymbol()));
        hits.incrementAndGet();
      }
      case InvokeDynamicInstruction site -> {
        ConstantDesc[] arguments =
            site.bootstrapArgs().stream()
                .map(each -> redirected(each, redirect, hits))
                .toArray(ConstantDesc[]::new);
        builder.invokedynamic(
            DynamicCallSiteDesc.of(
                site.bootstrapMethod(), site.name().stringValue(), site.typeSymbol(), arguments));
      }
      default -> builder.with(element);
    }
  }

  /** A reference to a method is one to another. */
  private static ConstantDesc redirected(
      ConstantDesc argument, Redirect redirect, AtomicInteger hits) {
    if (argument instanceof DirectMethodHandleDesc handle
        && redirect.isTarget(handle.owner(), handle.methodName())) {
      hits.incrementAndGet();
      return MethodHandleDesc.ofMethod(
          DirectMethodHandleDesc.Kind.STATIC,
          DEFECTS,
          redirect.to(),
          MethodTypeDesc.ofDescriptor(handle.lookupDescriptor())
              .insertParameterTypes(0, handle.owner()));
    }
    return argument;
  }
}
