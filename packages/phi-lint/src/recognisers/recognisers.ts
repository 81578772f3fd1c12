import type { Recogniser } from '../recogniser.ts';
import { accountNumber } from './account-number.ts';
import { address, poBox } from './address.ts';
import { ageOver89 } from './age-over-89.ts';
import { biometric } from './biometric.ts';
import { date, dateOfBirth, dayOfMonth } from './date.ts';
import { imei, macAddress, serialNumber, udi } from './device-id.ts';
import { email } from './email.ts';
import { healthPlanId } from './health-plan-id.ts';
import { ipv4, ipv6 } from './ip-address.ts';
import { deaNumber, licenceNumber } from './licence-number.ts';
import { mbi } from './mbi.ts';
import { mrn } from './mrn.ts';
import { knownGivenName, labelledName, surnameFirst, titledName } from './name.ts';
import { npi } from './npi.ts';
import { otherId } from './other-id.ts';
import { cardEnding, iban, paymentCard } from './payment-card.ts';
import { fax, internationalPhone, phone, unseparatedPhone } from './phone.ts';
import { photo } from './photo.ts';
import { itin, lastFourOfSsn, maskedSsn, ssn, unseparatedSsn } from './ssn.ts';
import { url } from './url.ts';
import { licencePlate, vin } from './vehicle-id.ts';
import { zipCode } from './zip-code.ts';

/** All of them. Where two claim the same text the first wins, so what has a checksum or a label stands before what has not. */
export const recognisers: readonly Recogniser[] = [
  email,
  url,
  udi,
  ssn,
  unseparatedSsn,
  maskedSsn,
  lastFourOfSsn,
  itin,
  mbi,
  npi,
  mrn,
  healthPlanId,
  iban,
  paymentCard,
  cardEnding,
  accountNumber,
  deaNumber,
  imei,
  serialNumber,
  licencePlate,
  licenceNumber,
  otherId,
  vin,
  macAddress,
  fax,
  phone,
  internationalPhone,
  unseparatedPhone,
  ipv4,
  ipv6,
  dateOfBirth,
  date,
  dayOfMonth,
  ageOver89,
  address,
  poBox,
  zipCode,
  biometric,
  photo,
  titledName,
  labelledName,
  surnameFirst,
  knownGivenName,
];
