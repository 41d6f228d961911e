// The choice of a pass as the value of an option.

import ArgumentParser
import HostedRun

extension PassChoice: ExpressibleByArgument {}
