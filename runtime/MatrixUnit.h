//===- MatrixUnit.h - Leave to use a CPU's tile registers -----------------===//

#ifndef ANABRANCH_RUNTIME_MATRIXUNIT_H
#define ANABRANCH_RUNTIME_MATRIXUNIT_H

namespace anabranch::runtime {

/// Asks Linux to save this process's tile registers (x86's AMX) when threads
/// take turns; without that, the first instruction that uses one ends the
/// process. Threads that are there already and those to come may use them then.
///
/// \throws std::runtime_error if the CPU or Linux has none
void requestMatrixUnit();

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_MATRIXUNIT_H
