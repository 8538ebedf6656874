//===- SlotNames.h - Names of optimizer slots in checkpoints --------------===//

#ifndef ANABRANCH_RUNTIME_TRAINING_SLOTNAMES_H
#define ANABRANCH_RUNTIME_TRAINING_SLOTNAMES_H

#include <string>

namespace anabranch::runtime {

/// What older checkpoints call the slot "conv2d/kernel/momentum", unless the
/// model has a parameter of that name: "momentum/conv2d/kernel".
inline std::string olderSlotName(const std::string &name) {
  size_t end = name.rfind('/');
  return end == std::string::npos
             ? name
             : name.substr(end + 1) + "/" + name.substr(0, end);
}

} // namespace anabranch::runtime

#endif // ANABRANCH_RUNTIME_TRAINING_SLOTNAMES_H
